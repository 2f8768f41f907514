"""PU contributions in OpenFisca-core, for a table of bench/law/run or for numbers in memory. Outside the tree: see run.

usage: openfisca_pu.py memory PEOPLE MONTHS     calculation alone: the same people in each month of 2025
       openfisca_pu.py table IN.parquet OUT.parquet   the whole job of `sinergi assess --batch`, read, calculate, write

The rates are those of rulebook/. Prints JSON with rows, CPU-seconds, sums, and in how many rows the JHT of OpenFisca, whose
numbers are 32-bit floats, is another amount than whole-number arithmetic gives.
"""
import json
import sys
import time

import numpy
from openfisca_core.entities import Entity
from openfisca_core.holders import set_input_dispatch_by_period
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

CEILINGS = {"2015-07": 7000000, "2016-03": 7335300, "2017-03": 7703500, "2018-03": 8094000, "2019-03": 8512400,
            "2020-03": 8939700, "2021-03": 8754600, "2022-03": 9077600, "2023-03": 9559600, "2024-03": 10042300,
            "2025-03": 10547400, "2026-03": 11086300}
OUTPUTS = ["jkk", "jkm", "jht_employer", "jht_worker", "jp_employer", "jp_worker", "jkp_government", "total_employer",
           "total_worker", "total_government"]
person = Entity("person", "people", "a worker", "a worker")


def dated(values):
    return {"values": {f"{month}-01": {"value": amount} for month, amount in values.items()}}


def variable(name, kind, formula=None):
    body = {"value_type": kind, "entity": person, "definition_period": DateUnit.MONTH, "label": name}
    body |= {"formula": formula} if formula else {"set_input": set_input_dispatch_by_period}
    return type(name, (Variable,), body)


def share(group, key, ceiling=False, relief=None, only=None):
    def formula(person, period, parameters):
        law = getattr(parameters(period), group)
        wage = person("wage", period)
        counted = numpy.minimum(wage, law.ceiling) if ceiling else wage
        due = counted * getattr(law, key) * (getattr(parameters(period).relief, relief) if relief else 1)
        return numpy.floor(due + 0.5) * (person(only, period) if only else 1)

    return formula


def jkk(person, period, parameters):
    law = parameters(period).jkk
    rates = numpy.array([law.g1, law.g2, law.g3, law.g4, law.g5])[person("risk_group", period) - 1]
    relief = parameters(period).relief
    relief = relief.of_2020 * numpy.where(person("labour_intensive", period), relief.labour_intensive, 1)
    return numpy.floor(person("wage", period) * rates * relief + 0.5)


def total(*names):
    return lambda person, period: sum(person(name, period) for name in names)


def system():
    since = "2015-07"
    law = TaxBenefitSystem([person])
    law.parameters = ParameterNode("", data={
        "jkk": {f"g{n}": dated({since: rate}) for n, rate in enumerate((0.0024, 0.0054, 0.0089, 0.0127, 0.0174), 1)},
        "jkm": {"rate": dated({since: 0.003})},
        "jht": {"employer": dated({since: 0.037}), "worker": dated({since: 0.02})},
        "jp": {"employer": dated({since: 0.02}), "worker": dated({since: 0.01}), "ceiling": dated(CEILINGS)},
        "jkp": {"government": dated({since: 0, "2021-02": 0.0022}), "ceiling": dated({since: 5000000})},
        "relief": {"of_2020": dated({since: 1, "2020-08": 0.01, "2021-02": 1}),
                   "labour_intensive": dated({since: 1, "2025-02": 0.5, "2026-02": 1})},
    })
    for name, kind in [("wage", float), ("risk_group", int), ("labour_intensive", bool), ("in_jht", bool), ("in_jp", bool),
                       ("in_jkp", bool)]:
        law.add_variable(variable(name, kind))
    for name, formula in {
        "jkk": jkk, "jkm": share("jkm", "rate", relief="of_2020"),
        "jht_employer": share("jht", "employer", only="in_jht"), "jht_worker": share("jht", "worker", only="in_jht"),
        "jp_employer": share("jp", "employer", True, only="in_jp"), "jp_worker": share("jp", "worker", True, only="in_jp"),
        "jkp_government": share("jkp", "government", True, only="in_jkp"),
        "total_employer": total("jkk", "jkm", "jht_employer", "jp_employer"),
        "total_worker": total("jht_worker", "jp_worker"), "total_government": total("jkp_government"),
    }.items():
        law.add_variable(variable(name, float, formula))
    return law


def calculate(law, period, inputs):
    simulation = SimulationBuilder().build_default_simulation(law, count=len(inputs["wage"]))
    for name, numbers in inputs.items():
        simulation.set_input(name, period, numbers)
    return {name: simulation.calculate(name, period).astype(numpy.int64) for name in OUTPUTS}


def wrong(inputs, results):
    exact = (inputs["wage"].astype(numpy.int64) * 37 + 500) // 1000 * inputs["in_jht"]
    return int((results["jht_employer"] != exact).sum())


def memory(people, months):
    draw = numpy.random.default_rng(1)
    yes = numpy.ones(people, dtype=bool)
    inputs = {"wage": draw.integers(1_500_000, 21_500_000, people), "risk_group": draw.integers(1, 6, people),
              "labour_intensive": ~yes, "in_jht": yes, "in_jp": yes, "in_jkp": yes}
    law, spent, other, sums = system(), 0.0, 0, dict.fromkeys(OUTPUTS, 0)
    for month in range(1, months + 1):
        started = time.process_time()
        results = calculate(law, f"2025-{month:02}", inputs)
        spent += time.process_time() - started
        other += wrong(inputs, results)
        sums = {name: sums[name] + int(results[name].sum()) for name in OUTPUTS}
    return people * months, spent, other, sums


def table(source, target):
    import pyarrow
    import pyarrow.parquet

    started = time.process_time()
    rows = pyarrow.parquet.read_table(source)
    months = rows["month"].combine_chunks().dictionary_encode()
    sizes = rows["employer_size"].to_numpy(zero_copy_only=False)
    columns = {name: rows[name].to_numpy() for name in ("wage", "risk_group", "labour_intensive")}
    columns["in_jht"] = sizes != "mikro"
    columns["in_jp"] = (sizes != "mikro") & (sizes != "kecil")
    columns["in_jkp"] = (sizes == "menengah") | (sizes == "besar")
    law, other = system(), 0
    answer = {name: numpy.zeros(len(rows), dtype=numpy.int64) for name in OUTPUTS}
    of_row = months.indices.to_numpy()
    order = numpy.argsort(of_row, kind="stable")
    ends = numpy.searchsorted(of_row[order], range(1, len(months.dictionary) + 1))
    begin = 0
    for month, end in zip(months.dictionary.to_pylist(), ends):
        here = order[begin:end]
        begin = end
        inputs = {name: numbers[here] for name, numbers in columns.items()}
        results = calculate(law, month, inputs)
        for name in OUTPUTS:
            answer[name][here] = results[name]
        other += wrong(inputs, results)
    for name in OUTPUTS:
        rows = rows.append_column(name, pyarrow.array(answer[name]))
    pyarrow.parquet.write_table(rows, target)
    return len(rows), time.process_time() - started, other, {name: int(answer[name].sum()) for name in OUTPUTS}


if __name__ == "__main__":
    task = memory(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "memory" else table(sys.argv[2], sys.argv[3])
    print(json.dumps(dict(zip(("rows", "cpu_seconds", "jht_employer_wrong", "sums"), task))))
