"""Renders a Helm chart as `helm template` does, without a cluster.

    helm_template.py CHART

Prints all files, each under its name.
"""

import sys

import helm_python

with helm_python.Chart.load(sys.argv[1]) as chart:
    for name, text in sorted(chart.render({}, name="test", namespace="default").items()):
        print(f"--- # {name}\n{text}")
