//! Codes as people write them: former, without their zero, as decimals, in lower case.
