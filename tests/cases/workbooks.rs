//! Workbooks as people save them.
