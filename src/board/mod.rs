//! The tables that the partnership's office keeps for its board.
