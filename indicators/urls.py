"""Pages of what it means, grouped by object."""

from django.urls import path

from indicators.views import (
    comparison,
    definition,
    one_size,
    outcomes,
    over_all,
    pilot,
    pipeline,
    plan,
    programme,
    ranking,
    working,
)

app_name = "indicators"
PROGRAMME, PILOT = "programmes/<slug:programme_slug>/", "pilots/<slug:pilot_slug>/dashboard/"
METHOD = PROGRAMME + "one-size/<str:method>/"
urlpatterns = [
    path(PROGRAMME + "dashboard/", programme.dashboard, name="dashboard"),
    path(PILOT, pilot.pilot_dashboard, name="pilot-dashboard"),
    path(PILOT + "levels.svg", pilot.levels_svg, name="pilot-levels-svg"),
    path(PILOT + "levels.csv", pilot.levels_csv, name="pilot-levels-csv"),
    path(PILOT + "representation.svg", pilot.representation_svg, name="pilot-representation-svg"),
    path(PILOT + "representation.csv", pilot.representation_csv, name="pilot-representation-csv"),
    path(PILOT + "months.svg", pilot.months_svg, name="pilot-months-svg"),
    path(PILOT + "months.csv", pilot.months_csv, name="pilot-months-csv"),
    path(PILOT + "methods.svg", pilot.methods_svg, name="pilot-methods-svg"),
    path(PILOT + "methods.csv", pilot.methods_csv, name="pilot-methods-csv"),
    path(PILOT + "working/<str:indicator>/", working.pilot_working, name="pilot-working"),
    path(PILOT + "working/<str:indicator>/rows/", working.pilot_rows, name="pilot-rows"),
    path(PILOT + "compute/", pipeline.compute_again, name="pilot-compute"),
    path(PROGRAMME + "computation/", pipeline.computation, name="computation"),
    path(PROGRAMME + "numbers/", over_all.numbers, name="numbers"),
    path(PROGRAMME + "working/<str:indicator>/", working.programme_working, name="programme-working"),
    path(PROGRAMME + "compare/", comparison.compare, name="compare"),
    path(PROGRAMME + "compare/chart.svg", comparison.compare_svg, name="compare-svg"),
    path(PROGRAMME + "compare/table.csv", comparison.compare_csv, name="compare-csv"),
    path(PROGRAMME + "one-size/", one_size.one_size, name="one-size"),
    path(PROGRAMME + "one-size/chart.svg", one_size.one_size_svg, name="one-size-svg"),
    path(PROGRAMME + "one-size/table.csv", one_size.one_size_csv, name="one-size-csv"),
    path(PROGRAMME + "one-size/outcomes/<str:outcome>/<str:subject>/", outcomes.outcome, name="outcome"),
    path(PROGRAMME + "one-size/ranking.svg", ranking.ranking_svg, name="ranking-svg"),
    path(PROGRAMME + "one-size/ranking.csv", ranking.ranking_csv, name="ranking-csv"),
    path(METHOD, one_size.one_size_method, name="one-size-method"),
    path(METHOD + "chart.svg", one_size.one_size_method_svg, name="one-size-method-svg"),
    path(METHOD + "table.csv", one_size.one_size_method_csv, name="one-size-method-csv"),
    path(PROGRAMME + "analysis-plan/", plan.plan, name="plan"),
    path(PROGRAMME + "analysis-plan/change/", plan.plan_change, name="plan-change"),
    path(PROGRAMME + "analysis-plan/freeze/", plan.plan_freeze, name="plan-freeze"),
    path("indicators/<str:indicator>/", definition.definition, name="definition"),
]
