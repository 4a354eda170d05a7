"""Made-up niches: everything known, almost nothing, a plant larger than its market, a long name, hostile words."""

from dataclasses import replace
from datetime import date

from kust.niches.need import Cause
from kust.niches.niche import (
    Consumer,
    Criterion,
    Declared,
    Economics,
    Figure,
    Nearest,
    Niche,
    Niches,
    Proof,
    Range,
    Rejected,
    Sensitivity,
    Simulation,
    Supplier,
    YearFlow,
)

ON = date(2019, 3, 1)
MADE_UP = "(вымышленные данные)"
_NOTHING = Range()
_SLIDE = "Презентация кластера, слайд 7 (вымышленные данные)"

BEARINGS_ECONOMICS = Economics(
    figures=(
        Figure(
            "investment",
            620_000.0,
            "analogy",
            "analogy_same_product",
            {"projects": "P-15", "rows": "project_costs, 3–5", "exponent": 0.6, "spread": 0.1},
            434_000.0,
            868_000.0,
        ),
        Figure("capacity", 1_200.0, "user"),
        Figure("price_krub", 412.5, "data", "import_price"),
        Figure("discount_rate", 0.14, "assumption"),
        Figure("profit_tax_rate", 0.20, "assumption"),
        Figure("horizon_years", 10.0, "assumption"),
        Figure("variable_cost_share", 0.55, "assumption"),
        Figure("demand_share", 0.5, "assumption"),
        Figure("ramp_up_01", 0.5, "assumption"),
    ),
    flows=(
        YearFlow(0, -620_000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -620_000.0),
        YearFlow(1, 0.0, 600.0, 247_500.0, 136_125.0, 37_125.0, 62_000.0, 2_450.0, 37_125.0, 34_675.0),
        YearFlow(2, 0.0, 960.0, 396_000.0, 217_800.0, 59_400.0, 62_000.0, 11_360.0, 22_275.0, 85_165.0),
    ),
    investment=Range(434_000.0, 868_000.0),
    npv=184_300.0,
    irr=0.212,
    irr_note="",
    profitability_index=1.297,
    payback=4.6,
    discounted_payback=6.0,
    break_even_quantity=741.0,
    break_even_price=356.2,
    sensitivity=(
        Sensitivity("price", 0.2, -96_000.0, 464_600.0),
        Sensitivity("investment", 0.2, 71_000.0, 297_600.0),
    ),
    simulation=Simulation(10_000, 1, -58_000.0, 176_400.0, 402_100.0, 0.83),
)

FULL = Niche(
    rank=1,
    product_id="28.15.10",
    name=f"Подшипники роликовые крупногабаритные {MADE_UP}",
    unit="168",
    kind="both",
    title=f"Подшипники для тяжёлых тракторов {MADE_UP}",
    required_characteristics=("диаметр 320–900 мм", "класс точности 6 и выше"),
    clusters=("VB", "ST"),
    stage=2,
    quantity=Range(1_450.0, 1_450.0),
    amount_krub=598_125.0,
    imported_krub=550_275.0,
    import_share=Range(0.92, 0.92),
    potential_quantity=Range(1_700.0, 2_300.0),
    potential_krub=Range(701_250.0, 948_750.0),
    causes=(
        Cause(
            "import_dependence",
            0.92,
            0.7,
            "critical",
            "figures",
            "deck",
            "Презентация 002, слайд «Потребности»",
            comparison=">",
        ),
        Cause(
            "high_cost",
            0.31,
            0.2,
            None,
            "figures",
            "reading",
            "Допущение метода: дороже других на пятую часть",
            comparison=">",
            against="others",
        ),
        Cause(
            "long_haul", 7_400.0, 3_000.0, None, "figures", "reading", "Допущение метода", "high_cost", ">"
        ),
        Cause("missing_characteristics", basis="declared"),
    ),
    consumers=(
        Consumer("t1", f"ООО «Верхнебродский тракторный завод» {MADE_UP}", 0.46, "VB"),
        Consumer("t2", f"АО «Степной комбайн» {MADE_UP}", 0.31, "ST"),
        Consumer("t3", f"ООО «Дорожные машины» {MADE_UP}", 0.125, "VB"),
    ),
    foreign_suppliers=(
        Supplier(f"Nordlager AB {MADE_UP}", "SE", 0.55),
        Supplier(f"Hualing Bearing {MADE_UP}", "CN", 0.37),
    ),
    nearest=(
        Nearest("m1", f"ООО «Точная механика» {MADE_UP}", "16", 0.71, "member"),
        Nearest("m2", f"АО «Уральский подшипник» {MADE_UP}", "66", 0.64, "country"),
    ),
    regions=("16", "64"),
    minimum_scale=1_000.0,
    minimum_scale_source="project:P-15",
    scale_ratio=Range(1.45, 1.45),
    export_krub=42_000.0,
    proofs=(
        Proof(
            "contract",
            "t1",
            f"ООО «Верхнебродский тракторный завод» {MADE_UP}",
            2020,
            Range(300.0, 400.0),
            145_000.0,
            0.9,
            "Рамочный договор № 14 (вымышленные данные)",
        ),
        Proof("need", "need-7", "", 2018, Range(100.0, 150.0), None, None, _SLIDE),
        Proof(
            "plan",
            "t2",
            f"АО «Степной комбайн» {MADE_UP}",
            2021,
            Range(250.0, 250.0),
            None,
            None,
            "План закупок (вымышленные данные)",
        ),
    ),
    economics=BEARINGS_ECONOMICS,
    confidence="B",
    confidence_why=(
        "known.demand_units",
        "known.demand_money",
        "known.import_share",
        "known.price",
        "known.proof",
        "missing.investment",
    ),
    criteria=(
        Criterion("size", 550_275.0, 0.81, 0.25),
        Criterion("import_share", 0.92, 0.9, 0.2),
        Criterion("buyers", 3.0, 0.5, 0.1),
        Criterion("scale", 1.45, 0.6, 0.15),
        Criterion("relatedness", 0.71, 0.71, 0.1),
        Criterion("proof", 0.37, 0.37, 0.1),
        Criterion("profitability", 0.83, 0.83, 0.1),
    ),
    score=0.68,
    on_front=True,
    rank_low=1,
    rank_high=2,
    warnings=(),
    neighbours=("28.15.21",),
    needs=(),
    knock_on_krub=210_400.0,
)

PRECURSOR = replace(
    FULL,
    rank=2,
    product_id="pan-5",
    name=f"ПАН-прекурсор 4,9 и 5,5 ГПа {MADE_UP}",
    title=f"ПАН-прекурсор с повышенной прочностью {MADE_UP}",
    kind="found",
    clusters=("VB",),
    stage=1,
    quantity=Range(100.0, 400.0),
    import_share=Range(0.9, 0.95),
    minimum_scale=5_000.0,
    minimum_scale_source="maker:m9",
    scale_ratio=Range(0.02, 0.08),
    potential_quantity=_NOTHING,
    potential_krub=_NOTHING,
    proofs=(),
    economics=replace(
        BEARINGS_ECONOMICS,
        npv=-3_150_000.0,
        irr=None,
        irr_note="none",
        payback=None,
        discounted_payback=None,
        investment=Range(6_900_000.0, 6_900_000.0),
        simulation=Simulation(10_000, 1, -4_900_000.0, -3_200_000.0, -1_100_000.0, 0.0),
    ),
    confidence="C",
    score=0.31,
    on_front=False,
    rank_low=2,
    rank_high=4,
    # The gap of scale comes last here on purpose: the card must still say it first.
    warnings=("one_buyer", "below_minimum_scale"),
)

BARE = Niche(
    rank=3,
    product_id="fabrics",
    name=f"Ткани и препреги (группа) {MADE_UP}",
    unit=None,
    kind="declared",
    title=f"Ткани и препреги {MADE_UP}",
    required_characteristics=(),
    clusters=("VB",),
    stage=None,
    quantity=_NOTHING,
    amount_krub=None,
    imported_krub=None,
    import_share=_NOTHING,
    potential_quantity=_NOTHING,
    potential_krub=_NOTHING,
    causes=(),
    consumers=(Consumer("c1", f"ООО «Крыло» {MADE_UP}", None, "VB"),),
    foreign_suppliers=(),
    nearest=(),
    regions=(),
    minimum_scale=None,
    minimum_scale_source="",
    scale_ratio=_NOTHING,
    export_krub=None,
    proofs=(),
    economics=None,
    confidence="D",
    confidence_why=(
        "missing.demand_units",
        "missing.demand_money",
        "missing.import_share",
        "missing.price",
        "missing.proof",
        "missing.investment",
        "declared_certainty",
    ),
    criteria=tuple(
        Criterion(name, None, None, weight)
        for name, weight in (
            ("size", 0.25),
            ("import_share", 0.2),
            ("buyers", 0.1),
            ("scale", 0.15),
            ("relatedness", 0.1),
            ("proof", 0.1),
            ("profitability", 0.1),
        )
    ),
    score=None,
    on_front=False,
    rank_low=3,
    rank_high=3,
    warnings=("demand_unpaired", "demand_unknown"),
    neighbours=(),
    needs=(),
    quantity_candidates=(Range(400.0, 400.0), Range(100.0, 150.0)),
    declared=(
        Declared(
            niche_id="n-fabrics",
            title=f"Ткани и препреги {MADE_UP}",
            stage=None,
            quantity=_NOTHING,
            import_share=_NOTHING,
            investment_krub=None,
            region=None,
            causes=(),
            source=_SLIDE,
            certainty="D",
            unpaired="Спрос: «400 тонн в год» и «100-150 тонн в год» (D): одна из двух величин – этой ниши, другая – "
            "ниши «ПАН-прекурсор с повышенной прочностью»",
        ),
    ),
)

LONG = replace(
    FULL,
    rank=4,
    product_id="long",
    title="Комплект крупногабаритных литых корпусных деталей из высокопрочного чугуна с шаровидным графитом для "
    "гидромеханических трансмиссий сельскохозяйственных, лесопромышленных и дорожно-строительных машин тягового "
    f"класса 5 и выше {MADE_UP}",
    consumers=tuple(
        Consumer(
            f"l{n}", f"ООО «Научно-производственное объединение имени основателя № {n}» {MADE_UP}", 0.08, "VB"
        )
        for n in range(1, 11)
    ),
)

HOSTILE = replace(
    BARE,
    rank=5,
    product_id="=cmd()",
    name="=cmd()|' /C calc'!A0",
    title='<script>alert(1)</script> #eval("1") $x^2$ \\ *b* _i_ @ref `raw` [c] // {0} % ~',
    minimum_scale_source="#panic()",
    consumers=(Consumer("h", "<img src=x onerror=alert(1)> & «Имя\x0b»", 0.5, None),),
    declared=(replace(BARE.declared[0], source="<b>#sys.inputs</b>", unpaired="=1+1 {unpaired} $"),),
)

REJECTED = Rejected("VB", "screws", f"Винты {MADE_UP}", "too_small", {"amount": 12.0, "least": 1_000.0})


def booklet(*niches: Niche) -> Niches:
    """Put niches together as the niches of a made-up dataset."""
    return Niches(
        path="made-up",
        digest="0123456789abcdef" * 4,
        on=ON,
        year=2018,
        clusters=("VB", "ST"),
        niches=niches or (FULL, PRECURSOR, BARE, LONG),
        rejected=(REJECTED,),
        findings=(),
    )
