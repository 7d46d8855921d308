#!/bin/sh
# The compiler that cargo calls for our own crates in `make test`: clippy, for which a warning is an error.
exec clippy-driver "$@" -D warnings
