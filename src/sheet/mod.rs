//! Sheets: the tables that people keep, CSV in any dress and XLSX.
