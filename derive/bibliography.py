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


jordan_1986 = Source(
    key="jordan_1986",
    authors="Jordan, Michael I.",
    year=1986,
    title="Serial order: a parallel distributed processing approach",
    venue="Institute for Cognitive Science, UC San Diego, report 8604",
)
elman_1990 = Source(
    key="elman_1990",
    authors="Elman, Jeffrey L.",
    year=1990,
    title="Finding structure in time",
    venue="Cognitive Science 14:179-211",
)
hochreiter_1997 = Source(
    key="hochreiter_1997",
    authors="Hochreiter, Sepp and Schmidhuber, Jürgen",
    year=1997,
    title="Long short-term memory",
    venue="Neural Computation 9:1735-1780",
)
gers_2000 = Source(
    key="gers_2000",
    authors="Gers, Felix A. and Schmidhuber, Jürgen and Cummins, Fred",
    year=2000,
    title="Learning to forget: continual prediction with LSTM",
    venue="Neural Computation 12:2451-2471",
)
gers_2002 = Source(
    key="gers_2002",
    authors="Gers, Felix A. and Schraudolph, Nicol N. and Schmidhuber, Jürgen",
    year=2002,
    title="Learning precise timing with LSTM recurrent networks",
    venue="Journal of Machine Learning Research 3:115-143",
)
jaeger_2002 = Source(
    key="jaeger_2002",
    authors="Jaeger, Herbert",
    year=2002,
    title="Tutorial on training recurrent neural networks, covering BPPT, RTRL, EKF and the echo state "
    "network approach",
    venue="GMD Report 159",
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
sak_2014 = Source(
    key="sak_2014",
    authors="Sak, Haşim and Senior, Andrew and Beaufays, Françoise",
    year=2014,
    title="Long short-term memory based recurrent neural network architectures for large vocabulary speech "
    "recognition",
    arxiv="1402.1128",
)
mikolov_2014 = Source(
    key="mikolov_2014",
    authors="Mikolov, Tomas and Joulin, Armand and Chopra, Sumit and Mathieu, Michael and Ranzato, "
    "Marc'Aurelio",
    year=2014,
    title="Learning longer memory in recurrent neural networks",
    arxiv="1412.7753",
)
greff_2015 = Source(
    key="greff_2015",
    authors="Greff, Klaus and Srivastava, Rupesh Kumar and Koutník, Jan and Steunebrink, Bas R. and "
    "Schmidhuber, Jürgen",
    year=2015,
    title="LSTM: a search space odyssey",
    venue="IEEE Transactions on Neural Networks and Learning Systems 28:2222-2232 (2017)",
    arxiv="1503.04069",
)
le_2015 = Source(
    key="le_2015",
    authors="Le, Quoc V. and Jaitly, Navdeep and Hinton, Geoffrey E.",
    year=2015,
    title="A simple way to initialize recurrent networks of rectified linear units",
    arxiv="1504.00941",
)
jozefowicz_2015 = Source(
    key="jozefowicz_2015",
    authors="Jozefowicz, Rafal and Zaremba, Wojciech and Sutskever, Ilya",
    year=2015,
    title="An empirical exploration of recurrent network architectures",
    venue="ICML, PMLR 37:2342-2350",
)
appleyard_2016 = Source(
    key="appleyard_2016",
    authors="Appleyard, Jeremy and Kocisky, Tomas and Blunsom, Phil",
    year=2016,
    title="Optimizing performance of recurrent neural networks on GPUs",
    arxiv="1604.01946",
)
balduzzi_2016 = Source(
    key="balduzzi_2016",
    authors="Balduzzi, David and Ghifary, Muhammad",
    year=2016,
    title="Strongly-typed recurrent neural networks",
    venue="ICML",
    arxiv="1602.02218",
)
zhou_2016 = Source(
    key="zhou_2016",
    authors="Zhou, Guo-Bing and Wu, Jianxin and Zhang, Chen-Lin and Zhou, Zhi-Hua",
    year=2016,
    title="Minimal gated unit for recurrent neural networks",
    venue="International Journal of Automation and Computing 13:226-234",
    arxiv="1603.09420",
)
zilly_2017 = Source(
    key="zilly_2017",
    authors="Zilly, Julian Georg and Srivastava, Rupesh Kumar and Koutník, Jan and Schmidhuber, Jürgen",
    year=2017,
    title="Recurrent highway networks",
    venue="ICML",
    arxiv="1607.03474",
)
zoph_2017 = Source(
    key="zoph_2017",
    authors="Zoph, Barret and Le, Quoc V.",
    year=2017,
    title="Neural architecture search with reinforcement learning",
    venue="ICLR",
    arxiv="1611.01578",
)
bradbury_2017 = Source(
    key="bradbury_2017",
    authors="Bradbury, James and Merity, Stephen and Xiong, Caiming and Socher, Richard",
    year=2017,
    title="Quasi-recurrent neural networks",
    venue="ICLR",
    arxiv="1611.01576",
)
collins_2017 = Source(
    key="collins_2017",
    authors="Collins, Jasmine and Sohl-Dickstein, Jascha and Sussillo, David",
    year=2017,
    title="Capacity and trainability in recurrent neural networks",
    venue="ICLR",
    arxiv="1611.09913",
)
laurent_2017 = Source(
    key="laurent_2017",
    authors="Laurent, Thomas and von Brecht, James",
    year=2017,
    title="A recurrent neural network without chaos",
    venue="ICLR",
    arxiv="1612.06212",
)
heck_2017 = Source(
    key="heck_2017",
    authors="Heck, Joel C. and Salem, Fathi M.",
    year=2017,
    title="Simplified minimal gated unit variations for recurrent neural networks",
    arxiv="1701.03452",
)
dey_2017 = Source(
    key="dey_2017",
    authors="Dey, Rahul and Salem, Fathi M.",
    year=2017,
    title="Gate-variants of gated recurrent unit (GRU) neural networks",
    arxiv="1701.05923",
)
lee_2017 = Source(
    key="lee_2017",
    authors="Lee, Kenton and Levy, Omer and Zettlemoyer, Luke",
    year=2017,
    title="Recurrent additive networks",
    arxiv="1705.07393",
)
lei_2017 = Source(
    key="lei_2017",
    authors="Lei, Tao and Zhang, Yu and Artzi, Yoav",
    year=2017,
    title="Training RNNs as fast as CNNs",
    arxiv="1709.02755",
)
costa_2017 = Source(
    key="costa_2017",
    authors="Costa, Rui Ponte and Assael, Yannis M. and Shillingford, Brendan and de Freitas, Nando and "
    "Vogels, Tim P.",
    year=2017,
    title="Cortical microcircuits as gated-recurrent neural networks",
    venue="NeurIPS",
    arxiv="1711.02448",
)
chen_2017 = Source(
    key="chen_2017",
    authors="Chen, Minmin",
    year=2017,
    title="MinimalRNN: toward more interpretable and trainable recurrent neural networks",
    arxiv="1711.06788",
)
martin_2018 = Source(
    key="martin_2018",
    authors="Martin, Eric and Cundy, Chris",
    year=2018,
    title="Parallelizing linear recurrent neural nets over sequence length",
    venue="ICLR",
    arxiv="1709.04057",
)
li_2018 = Source(
    key="li_2018",
    authors="Li, Shuai and Li, Wanqing and Cook, Chris and Zhu, Ce and Gao, Yanbo",
    year=2018,
    title="Independently recurrent neural network (IndRNN): building a longer and deeper RNN",
    venue="CVPR",
    arxiv="1803.04831",
)
ravanelli_2018 = Source(
    key="ravanelli_2018",
    authors="Ravanelli, Mirco and Brakel, Philemon and Omologo, Maurizio and Bengio, Yoshua",
    year=2018,
    title="Light gated recurrent units for speech recognition",
    venue="IEEE Transactions on Emerging Topics in Computational Intelligence 2:92-102",
    arxiv="1803.10225",
)
van_der_westhuizen_2018 = Source(
    key="van_der_westhuizen_2018",
    authors="van der Westhuizen, Jos and Lasenby, Joan",
    year=2018,
    title="The unreasonable effectiveness of the forget gate",
    arxiv="1804.04849",
)
lei_2018 = Source(
    key="lei_2018",
    authors="Lei, Tao and Zhang, Yu and Wang, Sida I. and Dai, Hui and Artzi, Yoav",
    year=2018,
    title="Simple recurrent units for highly parallelizable recurrence",
    venue="EMNLP",
    arxiv="1709.02755",
)
zhang_2018 = Source(
    key="zhang_2018",
    authors="Zhang, Biao and Xiong, Deyi and Su, Jinsong and Lin, Qian and Zhang, Huiji",
    year=2018,
    title="Simplifying neural machine translation with addition-subtraction twin-gated recurrent networks",
    venue="EMNLP",
    arxiv="1810.12546",
)
kusupati_2018 = Source(
    key="kusupati_2018",
    authors="Kusupati, Aditya and Singh, Manish and Bhatia, Kush and Kumar, Ashish and Jain, Prateek and "
    "Varma, Manik",
    year=2018,
    title="FastGRNN: a fast, accurate, stable and tiny kilobyte sized gated recurrent neural network",
    venue="NeurIPS",
    arxiv="1901.02358",
)
rusch_2021 = Source(
    key="rusch_2021",
    authors="Rusch, T. Konstantin and Mishra, Siddhartha",
    year=2021,
    title="Coupled oscillatory recurrent neural network (coRNN): an accurate and (gradient) stable "
    "architecture for learning long time dependencies",
    venue="ICLR",
    arxiv="2010.00951",
)
rusch_2022 = Source(
    key="rusch_2022",
    authors="Rusch, T. Konstantin and Mishra, Siddhartha and Erichson, N. Benjamin and Mahoney, Michael W.",
    year=2022,
    title="Long expressive memory for sequence modeling",
    venue="ICLR",
    arxiv="2110.04744",
)
orvieto_2023 = Source(
    key="orvieto_2023",
    authors="Orvieto, Antonio and Smith, Samuel L. and Gu, Albert and Fernando, Anushan and Gulcehre, "
    "Caglar and Pascanu, Razvan and De, Soham",
    year=2023,
    title="Resurrecting recurrent neural networks for long sequences",
    venue="ICML",
    arxiv="2303.06349",
)
peng_2023 = Source(
    key="peng_2023",
    authors="Peng, Bo and Alcaide, Eric and Anthony, Quentin and others",
    year=2023,
    title="RWKV: reinventing RNNs for the transformer era",
    venue="Findings of EMNLP",
    arxiv="2305.13048",
)
gu_2023 = Source(
    key="gu_2023",
    authors="Gu, Albert and Dao, Tri",
    year=2023,
    title="Mamba: linear-time sequence modeling with selective state spaces",
    arxiv="2312.00752",
)
beck_2024 = Source(
    key="beck_2024",
    authors="Beck, Maximilian and Pöppel, Korbinian and Spanring, Markus and Auer, Andreas and Prudnikova, "
    "Oleksandra and Kopp, Michael and Klambauer, Günter and Brandstetter, Johannes and Hochreiter, Sepp",
    year=2024,
    title="xLSTM: extended long short-term memory",
    venue="NeurIPS",
    arxiv="2405.04517",
)
feng_2024 = Source(
    key="feng_2024",
    authors="Feng, Leo and Tung, Frederick and Ahmed, Mohamed Osama and Bengio, Yoshua and Hajimirsadeghi, "
    "Hossein",
    year=2024,
    title="Were RNNs all we needed?",
    arxiv="2410.01201",
)

SOURCES = {name: row for name, row in list(globals().items()) if isinstance(row, Source)}
