"""The sources of the cells, a row each; `source=` of a cell names one of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where a cell was published.

    key: its name in this bibliography (empty for a source that a user wrote as a plain string).
    """

    key: str
    authors: str
    year: int | None
    title: str
    venue: str = ""
    arxiv: str = ""

    @classmethod
    def plain(cls, text: str) -> Source:
        """A source that is given as a plain string."""
        return cls("", "", None, text)

    @property
    def short(self) -> str:
        """E.g. Cho et al. 2014; the plain string where that is all there is."""
        if not self.authors:
            return self.title
        names = [author.split(", ")[0] for author in self.authors.split(" and ")]
        who = names[0] if len(names) == 1 else " & ".join(names) if len(names) == 2 else f"{names[0]} et al."
        return f"{who} {self.year}"

    @property
    def long(self) -> str:
        """Authors, year, title, venue and arXiv number in one line."""
        if not self.authors:
            return self.title
        where = ", ".join(filter(None, [self.venue, f"arXiv {self.arxiv}" if self.arxiv else ""]))
        return f"{self.authors.replace(' and ', '; ')} ({self.year}). {self.title}. {where}."

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        rows = {"author": self.authors, "year": self.year, "title": f"{{{self.title}}}"}
        rows |= {"howpublished": self.venue or f"arXiv {self.arxiv}"}
        rows |= {"eprint": self.arxiv, "archiveprefix": "arXiv"} if self.arxiv else {}
        body = ",\n".join(f"  {key} = {{{value}}}" for key, value in rows.items() if value)
        return f"@misc{{{self.key},\n{body}\n}}"


gers_2000 = Source(
    key="gers_2000",
    authors="Gers, Felix A. and Schmidhuber, Jürgen and Cummins, Fred",
    year=2000,
    title="Learning to forget: continual prediction with LSTM",
    venue="Neural Computation 12:2451-2471",
)
cho_2014 = Source(
    key="cho_2014",
    authors="Cho, Kyunghyun and van Merriënboer, Bart and Gulcehre, Caglar and Bahdanau, Dzmitry and "
    "Bougares, Fethi and Schwenk, Holger and Bengio, Yoshua",
    year=2014,
    title="Learning phrase representations using RNN encoder-decoder for statistical machine translation",
    venue="EMNLP",
    arxiv="1406.1078",
)
chung_2014 = Source(
    key="chung_2014",
    authors="Chung, Junyoung and Gulcehre, Caglar and Cho, KyungHyun and Bengio, Yoshua",
    year=2014,
    title="Empirical evaluation of gated recurrent neural networks on sequence modeling",
    arxiv="1412.3555",
)
appleyard_2016 = Source(
    key="appleyard_2016",
    authors="Appleyard, Jeremy and Kocisky, Tomas and Blunsom, Phil",
    year=2016,
    title="Optimizing performance of recurrent neural networks on GPUs",
    arxiv="1604.01946",
)

SOURCES = {name: row for name, row in list(globals().items()) if isinstance(row, Source)}
