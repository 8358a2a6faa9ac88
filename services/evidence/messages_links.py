"""How refusals on links are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evidence import domain, linked

__all__ = ["PROBLEMS"]

PROBLEMS: dict[type[Refusal], Problem] = {
    domain.NoContentYet: Problem(
        409, "no-content-yet", "Nobody has the content of this link",
        "item {item} is a link whose content was not fetched; its `link` says why",
        "isi tautan ini belum dapat diambil",
        "the employee uploads the content with POST /v1/evidence/links/{item}/content",
        "pegawai mengunggah isinya melalui POST /v1/evidence/links/{item}/content", "employee",
    ),
    linked.NoLink: Problem(
        409, "not-a-link", "The item is a file", "item {item} was uploaded as a file and is never replaced",
        "bukti ini berupa berkas dan tidak dapat diganti", "upload the other file as an item of its own",
        "unggah berkas lain sebagai bukti tersendiri", "employee",
    ),
    linked.HasContent: Problem(
        409, "has-content", "The content is there", "the content of item {item} is there and is never replaced",
        "isi bukti ini sudah ada dan tidak dapat diganti", "upload another file as an item of its own",
        "unggah berkas lain sebagai bukti tersendiri", "employee",
    ),
}  # fmt: skip
