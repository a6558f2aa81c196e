//! The regional inventory of step 4: its questions, its form, its answers.
