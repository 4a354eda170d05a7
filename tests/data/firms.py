"""A made-up dataset of three firms, as it stands before they are asked (вымышленные данные)."""

from pathlib import Path

_TABLES = {
    "clusters": """cluster_id,name,kind,specialised_organisation_id
K,Кластер «Проба» (вымышленные данные),industrial,S
""",
    "organisations": """organisation_id,name,country,region
A,ООО «Альфа» (вымышленные данные),RU,00
B,ООО «Бета» (вымышленные данные),RU,00
C,ООО «Гамма» (вымышленные данные),RU,00
D,ООО «Дельта» (вымышленные данные),RU,00
S,АНО «Центр» (вымышленные данные),RU,00
""",
    "memberships": """cluster_id,organisation_id,role,is_founder,joined_on,left_on
K,A,enterprise,yes,2016-01-01,
K,B,enterprise,,2016-01-01,
K,C,enterprise,,2016-01-01,
K,D,enterprise,,2016-01-01,2017-06-01
""",
    "products": """product_id,name,is_final
P1,Отливки,no
P2,Насосы,yes
P3,Бумага,no
""",
    "outputs": """organisation_id,product_id,year,quantity,amount_krub
A,P1,2017,10,500
A,P1,2018,12,600
B,P2,2017,3,900
""",
    "supplies": """supplier_id,buyer_id,product_id,origin_country,year,quantity,amount_krub,reported_by,\
contract
A,B,P1,,2018,2,100,supplier,17/2018
A,B,P1,,2018,2,90,buyer,
C,B,P1,,2018,1,40,supplier,
A,C,P1,,2018,,15,ledger,
D,B,P3,DE,2017,,7,buyer,
B,B,P2,,2017,,5,supplier,
""",
    "accounts": """organisation_id,year,output_krub,jobs
A,2018,600,20
B,2017,900,30
""",
}


def write_base(folder: Path) -> Path:
    """Write the dataset as CSV files."""
    folder.mkdir(parents=True)
    for name, text in _TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
