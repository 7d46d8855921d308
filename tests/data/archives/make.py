"""Made the archives beside, once: pip install py7zr pyzipper. Tests read them, nothing runs this."""
import io
import stat
import struct
import zipfile
import zlib

import py7zr
import pyzipper

TABLE = b"IRIS;COM\n930480101;93048\n"
META = b"COD_VAR;LIB_VAR\nIRIS;Code IRIS\n"


def zipped(name, members):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        for member, content in members:
            z.writestr(member, content)


def seven(name, members, **how):
    with py7zr.SevenZipFile(name, "w", **how) as z:
        for member, content in members:
            z.writef(io.BytesIO(content), member)


LZMA2 = [{"id": py7zr.FILTER_LZMA2, "preset": 6}]
zipped("escape.zip", [("../table.csv", TABLE)])
zipped("absolute.zip", [("/etc/table.csv", TABLE)])
link = zipfile.ZipInfo("table.csv")
link.create_system = 3
link.external_attr = (stat.S_IFLNK | 0o777) << 16
zipped("link.zip", [(link, b"/etc/passwd")])
with pyzipper.AESZipFile("encrypted.zip", "w", encryption=pyzipper.WZ_AES) as z:
    z.setpassword(b"secret")
    z.writestr("table.csv", TABLE)
deep = "CONTOURS/1_DONNEES_LIVRAISON_2026-02-00123/CONTOURS-IRIS_3-0/table.csv"
doc = "CONTOURS/2_METADONNEES_LIVRAISON_2026-02-00123/lisez-moi.csv"
seven("official.7z", [(doc, META), (deep, TABLE)], filters=LZMA2)
seven("lzma.7z", [("table.csv", TABLE)], filters=[{"id": py7zr.FILTER_LZMA}])
seven("ppmd.7z", [("table.csv", TABLE)], filters=[{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}])
seven("encrypted.7z", [("table.csv", TABLE)], password="secret")
seven("bomb.7z", [("table.csv", b"0" * (64 << 20))], filters=LZMA2)
# No tool writes a name that escapes: one of the same length is overwritten, and the sums made anew.
with py7zr.SevenZipFile("escape.7z", "w", filters=LZMA2) as z:
    z.set_encoded_header_mode(False)
    z.writef(io.BytesIO(TABLE), "AA/table.csv")
data = bytearray(open("escape.7z", "rb").read())
at = data.index("AA/".encode("utf-16-le"))
data[at : at + 6] = "../".encode("utf-16-le")
offset, size = struct.unpack_from("<QQ", data, 12)
struct.pack_into("<I", data, 28, zlib.crc32(data[32 + offset : 32 + offset + size]))
struct.pack_into("<I", data, 8, zlib.crc32(data[12:32]))
open("escape.7z", "wb").write(data)
inner = open("official.7z", "rb").read()
zipped("seven_in.zip", [("lisez-moi.txt", b"voir le 7z"), ("carreaux.7z", inner)])
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("meta_table.csv", META)
    z.writestr("table.csv", TABLE)
zipped("zip_in.zip", [("inside.zip", buffer.getvalue())])
