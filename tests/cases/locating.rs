//! `ifn locate` on files as people hold them.
