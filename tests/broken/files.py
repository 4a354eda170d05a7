"""Paths and files that are no dataset: each gets one line."""

import os
import zipfile
from pathlib import Path

from .case import broken, notice, warning
from .sound import as_csv, operate, sound, write_folder, write_parquet, write_workbook

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def _file(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@broken("There is nothing at the path", refused="no_such_file")
def _(folder: Path) -> Path:
    return folder / "нет такой папки"


@broken("An empty folder", refused="no_tables")
def _(folder: Path) -> Path:
    (folder / "пусто").mkdir()
    return folder / "пусто"


@broken("A folder with nothing but notes", refused="no_tables")
def _(folder: Path) -> Path:
    return _file(folder / "notes" / "readme.txt", b"later").parent


@broken("A link that leads to itself", refused="no_such_file")
def _(folder: Path) -> Path:
    loop = folder / "loop"
    loop.symlink_to(loop)
    return loop


@broken("A table that is a link to nowhere", refused="no_such_file")
def _(folder: Path) -> Path:
    write_folder(folder / "data", sound())
    (folder / "data" / "outputs.csv").symlink_to(folder / "gone.csv")
    return folder / "data"


@broken("A pipe under the name of a table, which would be waited for without end", refused="not_a_dataset")
def _(folder: Path) -> Path:
    write_folder(folder / "data", sound())
    os.mkfifo(folder / "data" / "outputs.csv")
    return folder / "data"


@broken("A device instead of a dataset", refused="not_a_dataset")
def _(folder: Path) -> Path:
    return Path("/dev/null")


@broken("A single CSV file instead of a folder", refused="not_a_dataset")
def _(folder: Path) -> Path:
    return write_folder(folder / "data", sound()) / "supplies.csv"


@broken("A folder under the name of a table, as Spark writes it", refused="folder_as_table")
def _(folder: Path) -> Path:
    write_folder(folder / "data", sound())
    (folder / "data" / "outputs.parquet").mkdir()
    return folder / "data"


@broken("A table without a byte", refused="empty_file")
def _(folder: Path) -> Path:
    return write_folder(folder / "data", sound(), supplies="")


@broken("A table of blank lines", refused="empty_file")
def _(folder: Path) -> Path:
    return write_folder(folder / "data", sound(), supplies="\ufeff\r\n  \r\n\r\n")


@broken("A workbook without a byte", refused="empty_file")
def _(folder: Path) -> Path:
    return _file(folder / "book.xlsx", b"")


@broken("A CSV that is really a web page", refused="html_as_csv")
def _(folder: Path) -> Path:
    page = "<!DOCTYPE html><html><body><table><tr><td>supplier_id</td></tr></table></body></html>"
    return write_folder(folder / "data", sound(), supplies=page)


@broken("A CSV that is a bare HTML table after a mark of UTF-8", refused="html_as_csv")
def _(folder: Path) -> Path:
    return write_folder(
        folder / "data", sound(), supplies="\ufeff\n<TABLE border=1><tr><td>Год</td></tr></TABLE>"
    )


@broken("A CSV that is a workbook with another name", refused="binary_as_csv")
def _(folder: Path) -> Path:
    book = write_workbook(folder / "book.xlsx", sound()).read_bytes()
    return write_folder(folder / "data", sound(), supplies=book)


@broken("A workbook that is a CSV with another name", refused="not_a_workbook")
def _(folder: Path) -> Path:
    return _file(folder / "book.xlsx", as_csv(sound()["supplies"]).encode())


@broken("A workbook that is a web page, as accounting programs export it", refused="not_a_workbook")
def _(folder: Path) -> Path:
    return _file(folder / "book.xlsx", "<html><table><tr><td>Год</td></tr></table></html>".encode())


@broken("A workbook under a password, or the old form under the new name", refused="protected_workbook")
def _(folder: Path) -> Path:
    return _file(folder / "book.xlsx", _OLE_MAGIC + bytes(4096))


@broken("A workbook of the old form", refused="old_workbook")
def _(folder: Path) -> Path:
    return _file(folder / "book.xls", _OLE_MAGIC + bytes(4096))


@broken("A workbook cut off in the middle", refused="truncated_workbook")
def _(folder: Path) -> Path:
    whole = write_workbook(folder / "whole.xlsx", sound()).read_bytes()
    return _file(folder / "half.xlsx", whole[: len(whole) // 2])


@broken("A workbook with a scratch on one of its sheets", refused="truncated_workbook")
def _(folder: Path) -> Path:
    path = write_workbook(folder / "book.xlsx", sound())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet6.xml")
        start = entry.header_offset + 30 + len(entry.filename) + 20
    content = bytearray(path.read_bytes())
    content[start : start + 40] = bytes(40)
    return _file(path, bytes(content))


@broken("A workbook whose sheet breaks off inside a tag", refused="truncated_workbook")
def _(folder: Path) -> Path:
    path = write_workbook(folder / "book.xlsx", sound())
    return operate(path, "xl/worksheets/sheet6.xml", r"<row r=\"3\".*", '<row r="3"><c r="A3" t=')


@broken("A zip archive that is no workbook", refused="not_a_workbook")
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "book.xlsx", "w") as archive:
        archive.writestr("supplies.csv", "supplier_id\n")
    return folder / "book.xlsx"


@broken("A workbook that has lost the list of its parts", refused="truncated_workbook")
def _(folder: Path) -> Path:
    path = write_workbook(folder / "book.xlsx", sound())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/_rels/workbook.xml.rels"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@broken("A workbook that says it unpacks to gigabytes", refused="workbook_too_large")
def _(folder: Path) -> Path:
    path = write_workbook(folder / "bomb.xlsx", sound())
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (2**30 + 1).to_bytes(4, "little")
    return _file(path, bytes(content))


@broken("A workbook that lies about how large it unpacks", refused="truncated_workbook")
def _(folder: Path) -> Path:
    path = write_workbook(folder / "book.xlsx", sound())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/sharedStrings.xml")
    content = bytearray(path.read_bytes())
    for magic, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(magic)
        while content[at + (30 if size == 22 else 46) :][: len(entry.filename)] != entry.filename.encode():
            at = content.find(magic, at + 1)
        content[at + size : at + size + 4] = (10).to_bytes(4, "little")
    return _file(path, bytes(content))


@broken("One table both as CSV and as Parquet", refused="table_twice")
def _(folder: Path) -> Path:
    write_folder(folder / "data", sound())
    return write_parquet(folder / "data", {"supplies": sound()["supplies"]})


@broken("One table under its code and under its Russian title", refused="table_twice")
def _(folder: Path) -> Path:
    write_folder(folder / "data", sound())
    return write_folder(folder / "data", {"Поставки": sound()["supplies"]})


@broken("A workbook left beside the CSV files that were made of it", refused="table_twice")
def _(folder: Path) -> Path:
    write_workbook(folder / "data" / "cluster.xlsx", sound())
    return write_folder(folder / "data", sound())


@broken("A workbook left beside the Parquet files that were made of it", refused="table_twice")
def _(folder: Path) -> Path:
    write_workbook(folder / "data" / "cluster.xlsx", sound())
    return write_parquet(folder / "data", sound())


@broken("A workbook and its copy", refused="file_copy")
def _(folder: Path) -> Path:
    content = write_workbook(folder / "data" / "cluster.xlsx", sound()).read_bytes()
    return _file(folder / "data" / "cluster — копия.xlsx", content).parent


@broken(
    "Files of other names and forms beside the tables",
    notice("file.unknown", table=None, file="supplies_2017.csv"),
    warning("file.other_form", table=None, file="outputs.tsv"),
    warning("file.other_form", table=None, file="Потребности.csv.gz"),
)
def _(folder: Path) -> Path:
    for name in (
        "supplies_2017.csv",
        "outputs.tsv",
        "Потребности.csv.gz",
        ".hidden.csv",
        "~$book.xlsx",
        "note.txt",
        "Документы.pdf",
    ):
        _file(folder / "data" / name, b"x")
    return write_folder(folder / "data", sound())


@broken(
    "A path with Cyrillic letters, spaces, brackets and a percent sign",
    reads={"supplies.amount_krub": [100.5, 200.0, 300.0]},
)
def _(folder: Path) -> Path:
    return write_parquet(folder / "Мой кластер [2018] 100 % *", sound())


@broken("A file that the system does not let read", refused="not_permitted")
def _(folder: Path) -> Path:
    # Memory that is not there: an error of reading that even root gets.
    write_folder(folder / "data", sound())
    (folder / "data" / "outputs.csv").symlink_to("/proc/self/mem")
    return folder / "data"


# Root may read everything; for root the same is played in the tests of reading.
if os.geteuid() != 0:

    @broken("A folder without the right to read", refused="not_permitted")
    def _(folder: Path) -> Path:
        write_folder(folder / "data", sound()).chmod(0)
        return folder / "data"


@broken("A stamp of a prepared dataset that is no JSON", refused="broken_stamp")
def _(folder: Path) -> Path:
    return _file(write_parquet(folder / "data", sound()) / "prepared.json", b"{").parent


@broken("A stamp of a prepared dataset without a digest", refused="broken_stamp")
def _(folder: Path) -> Path:
    return _file(
        write_parquet(folder / "data", sound()) / "prepared.json", b'{"form": 1, "tables": {}}'
    ).parent


@broken("A stamp that names a table which is not there", refused="broken_stamp")
def _(folder: Path) -> Path:
    stamp = b'{"form": 1, "digest": "sha256:0", "tables": {"flows": "flows.parquet"}}'
    return _file(write_parquet(folder / "data", sound()) / "prepared.json", stamp).parent


@broken("A stamp that names a table which was cut off", refused="broken_stamp")
def _(folder: Path) -> Path:
    data = write_parquet(folder / "data", sound())
    _file(data / "figures" / "flows.parquet", (data / "supplies.parquet").read_bytes()[:-1])
    stamp = b'{"form": 1, "digest": "sha256:0", "tables": {"flows": "flows.parquet"}}'
    return _file(data / "prepared.json", stamp).parent


@broken("A prepared dataset with a table that was changed since", refused="broken_stamp")
def _(folder: Path) -> Path:
    data = write_parquet(folder / "data", sound())
    stamp = b'{"form": 1, "digest": "sha256:0", "tables": {}, "sizes": {"supplies.parquet": 5}}'
    return _file(data / "prepared.json", stamp).parent


@broken("A stamp of another version", refused="stamp_of_another_form")
def _(folder: Path) -> Path:
    stamp = b'{"form": 99, "digest": "sha256:0", "tables": {}}'
    return _file(write_parquet(folder / "data", sound()) / "prepared.json", stamp).parent


@broken("A folder under the name of the stamp", refused="broken_stamp")
def _(folder: Path) -> Path:
    data = write_parquet(folder / "data", sound())
    (data / "prepared.json").mkdir()
    return data


@broken("A Parquet file cut off", refused="truncated_parquet")
def _(folder: Path) -> Path:
    data = write_parquet(folder / "data", sound())
    _file(data / "supplies.parquet", (data / "supplies.parquet").read_bytes()[:200])
    return data


@broken("A Parquet file without a byte", refused="truncated_parquet")
def _(folder: Path) -> Path:
    return _file(write_parquet(folder / "data", sound()) / "supplies.parquet", b"").parent


@broken("A Parquet file that is a CSV with another name", refused="truncated_parquet")
def _(folder: Path) -> Path:
    content = as_csv(sound()["supplies"]).encode()
    return _file(write_parquet(folder / "data", sound()) / "supplies.parquet", content).parent


@broken("A Parquet file with a scratch among its rows", refused="truncated_parquet")
def _(folder: Path) -> Path:
    data = write_parquet(folder / "data", sound())
    content = bytearray((data / "supplies.parquet").read_bytes())
    content[4:80] = bytes(reversed(content[4:80]))
    return _file(data / "supplies.parquet", bytes(content)).parent
