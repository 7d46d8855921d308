"""The sections of the benchmarks, one file a family. Each takes a `Section` and returns the rows of the
table and what is printed below them."""
from . import builds, locate, official, rescore, serving, tiles

SECTIONS = {
    "build": builds.against_pandas,
    "embedded": builds.embedded,
    "golden": builds.golden,
    "rescore": rescore.rescore,
    "census": official.census,
    "fetch": official.fetch,
    "locate": locate.locate,
    "tiles": tiles.tiles,
    "serving": serving.serving,
}
