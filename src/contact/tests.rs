//! What is contact data and what is not, in the texts of registers and of forms.

use super::*;

/// What sponsors write, and what is left of it.
const TAKEN_OUT: [(&str, &str); 30] = [
    ("ask jane.doe@example.org for it", "ask for it"),
    ("E-mail: trials@ example.org.", "E-mail: ."),
    ("write to trials@example.org or call", "write to or call"),
    ("a.b@example.org, c@example.se", ""),
    ("Site, tel: +46 8 123 45 67", "Site, tel"),
    ("Call +46 8 555 010 00", "Call"),
    ("Tel. 08-555 010", "Tel."),
    ("Telefon 08-123 45 67", "Telefon"),
    ("Fax no. 08-123 45 67", "Fax no."),
    ("Tel 08-123 45 67, 08-123 45 68 (direct)", "Tel , (direct)"),
    ("Clinic (555) 555-0100", "Clinic"),
    ("(555) 555-0100", ""),
    ("call 555-555-0100 now", "call now"),
    ("Clinic (265) 175-5056", "Clinic"),
    ("Clinic 555-555-0100x12", "Clinic x12"),
    ("Acme 1 877 555 0100 9 AM", "Acme 9 AM"),
    ("Acme (1877-555-0100)", "Acme"),
    ("Acme 1.877.555.0100", "Acme"),
    ("+ 41 61 555 0100", ""),
    ("Acme GmbH +49 (0)911/555-0", "Acme GmbH"),
    ("contact 1-877-CTLILLY (1-877-555-0100, 1-317-555-0100) Mon", "contact Mon"),
    ("Call 1-877-CTLilly (1-877-555-0100 or 317-555-0100) Mon", "Call Mon"),
    ("Use Central Contact 1-800-TRY-DRUG", "Use Central Contact"),
    ("Clinic (555-555-0100), Lund", "Clinic, Lund"),
    ("Clinic [a@example.org; b@example.org]", "Clinic"),
    ("Clinic (tel: 555-555-0100), Lund", "Clinic, Lund"),
    ("Clinic ((555) 555-0100 [a@example.org]) in (the old) town", "Clinic in (the old) town"),
    ("Clinic (phone booth 555-555-0100, phone) (phone)", "Clinic (phone booth , phone) (phone)"),
    ("Call Acme at 08/555010", "Call Acme at"),
    (
        "For additional information, contact 1-800-EXAMPLE (1-800-555-0100, 1-800-555-0199) Mon - Fri from 9 AM",
        "For additional information, contact Mon - Fri from 9 AM",
    ),
];

/// What sponsors write that stays as it is.
const KEPT: [&str; 31] = [
    // Sites, their numbers and postal codes.
    "1160.26.0240 Boehringer Ingelheim Investigational Site",
    "205.235.0438 Boehringer Ingelheim Investigational Site",
    "Investigational Site Number 2760012",
    "Research Site 840-0123456",
    "1326 Riverview Road Lexington, NC 27292-1764",
    "Site 101, Contact Lens Clinic",
    "Contact Lens Clinic, NC 27292-1764",
    "Regulatory Contact 3",
    "Tel Aviv Sourasky Medical Center /ID# 200123",
    "Karolinska, 141 86 Stockholm",
    // "@" for "at".
    "Center @ Christ Hospital",
    "IUD@CSD",
    "CO@ Versus",
    "5 @ home",
    "Derm Research@888 Inc.",
    // Substances, doses, trials and dates.
    "Lutetium 177-PSMA-617, 2021-03-05",
    "NCT01234567 and 2022-500244-37-00",
    "Contact lenses in 2019-2020, EudraCT 2015-001234-12, 2021-03-05",
    "Contact Lens When Used With MPDS FID 114675A",
    "aged 18-75, dose 150-300-600 mg",
    "dose 150 300 6000 mg",
    "ibuprofen 800-mg tablets, 1-800-DRUG () 12",
    "Drug A 10 mg + 500/1000 mg, or (2+0.005)",
    "Drug A + 1000/20000 IU",
    "Sitagliptin in Type 2 Diabetes (0431-178)",
    "NNC0142-0002 and NNC 0078-0000-0007",
    "Renal Cell 0314/05",
    "CAR T-cell 12345678",
    "Study VX06-950-106",
    "BAY 12-317-615-4559",
    "070-123 45 67",
];

#[test]
fn contacts_are_taken_out_of_a_registers_text() {
    for (text, left) in TAKEN_OUT {
        assert_eq!(without_contacts(text), left, "{text}");
        assert!(holds_contacts(text), "{text}");
    }
}

/// A page that was downloaded has lost its contacts already, and gives the same text.
#[test]
fn taking_out_twice_is_taking_out_once() {
    for (text, left) in TAKEN_OUT {
        assert_eq!(without_contacts(left), left, "{text}");
    }
}

#[test]
fn other_numbers_stay_in_a_registers_text() {
    for text in KEPT {
        assert!(matches!(without_contacts(text), Cow::Borrowed(same) if same == text), "{text}");
        assert!(!holds_contacts(text), "{text}");
    }
}

#[test]
fn contacts_are_found_in_a_form() {
    for text in
        ["FoU-chef, fou@example.org", "Ask (head@example.org).", "IUD@CSD", "info@ example.org"]
    {
        assert_eq!(contact_in(text), Some(Kind::EmailAddress), "{text}");
    }
    for text in [
        "sjuksköterska 046-17 00 00",
        "tfn +46 (0)46 170000",
        "070-123 45 67",
        "+46 70 123 45 67",
        "tel. 08-12 34 56 78",
        "(08) 123 456 78",
        "08/123 45 67",
        "tel:070-1234567",
        "jour 2025 070-123 45 67",
        "kontakt 0701-000 000",
        "0046 8 123 45 67",
        "Clinic (555) 555-0100",
        "tfn nr 123 456",
    ] {
        assert_eq!(contact_in(text), Some(Kind::TelephoneNumber), "{text}");
    }
    for text in ["19121212-1212", "121212+1212", "född 121272-1212", "nr 191212121212"] {
        assert_eq!(contact_in(text), Some(Kind::IdentityNumber), "{text}");
    }
}

#[test]
fn roles_dates_amounts_and_reference_numbers_stay_in_a_form() {
    for text in [
        "verksamhetschef",
        "Verksamhetschef, kansliet",
        "Head of office",
        "Dnr 2025-00123",
        "RS/2025/0456-3",
        "RS-0123456",
        "beslut 2025-03-14, dnr 4.3.1-2025-012345",
        "uttag 2025-12-31",
        "uttag 01/02/2025, 05-03-2025",
        "kl. 07:00-16:00",
        "0,5 tjänst",
        "4 200 patienter",
        "1 250 000 SEK",
        "1 000 000 000 SEK",
        "202513-1234",
        "191212121213",
        "NCT01234567",
        "call 2025-012345",
        "@hjärta",
        "@ the office",
    ] {
        assert_eq!(contact_in(text), None, "{text}");
    }
}

#[test]
fn a_long_text_is_read_in_one_go() {
    let nested = format!("{}a@example.org{}", "(".repeat(200_000), ")".repeat(200_000));
    assert_eq!(without_contacts(&nested), "");
    let numbers = "call 555-555-0100 ".repeat(50_000);
    assert_eq!(without_contacts(&numbers).len(), "call ".len() * 50_000 - 1);
    assert_eq!(contact_in(&"a 12 34 @".repeat(50_000)), None);
}

#[test]
fn a_kind_is_told_in_words() {
    assert_eq!(Kind::TelephoneNumber.to_string(), "a telephone number");
}
