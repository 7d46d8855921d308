"""Headers of official files."""

AGES = ["0002", "0305", "0610", "1117", "1824", "2539", "4054", "5564", "6579", "80P"]
BROAD = ["0014", "1529", "3044", "4559", "6074", "75P"]
WIDE = ["0019", "2064", "65P"]
GROUPS = ["11_21", "12_22", "13_23", "14_24", "15_25", "16_26", "32", "40"]


def population_header():
    """The 76 columns of base-ic-evol-struct-pop-2022.CSV, in their order."""
    out = ["IRIS", "COM", "TYP_IRIS", "LAB_IRIS", "P22_POP"]
    out += [f"P22_POP{a}" for a in AGES + BROAD + WIDE]
    for sex in "HF":
        out += [f"P22_POP{sex}"] + [f"P22_{sex}{a}" for a in BROAD + WIDE]
    for who in ("POP15P", "H15P", "F15P"):
        out += [f"C22_{who}"] + [f"C22_{who}_STAT_GSEC{g}" for g in GROUPS]
    return out + ["P22_POP_FR", "P22_POP_ETR", "P22_POP_IMM", "P22_PMEN", "P22_PHORMEN"]
