//! Downloads: a register's records, page by page, over the network.
