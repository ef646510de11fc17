"""Renders a chart and validates what comes of it, offline. Cases come as JSON on stdin, results go as JSON to stdout."""

import json
import sys

import yaml
from helm_python import Chart, HelmError, lint
import kubernetes_validate


def documents(templates):
    """The objects of each template; the notes are none."""
    return {
        path.split("/templates/")[-1]: [one for one in yaml.safe_load_all(text) if one]
        for path, text in templates.items()
        if not path.endswith(".txt")
    }


def violations(objects, versions):
    found = []
    for version in versions:
        for one in objects:
            try:
                kubernetes_validate.validate(one, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                found.append(f"{version} {one['kind']}: {error.message}")
    return found


def render(case, versions):
    try:
        templates = Chart.load(case["chart"]).render(
            values=case["values"], name=case["name"], namespace="catalog"
        )
    except HelmError as error:
        return {"error": str(error)}
    files = documents(templates)
    objects = [one for some in files.values() for one in some]
    notes = "".join(text for path, text in templates.items() if path.endswith("NOTES.txt"))
    return {"objects": objects, "violations": violations(objects, versions), "notes": notes}


asked = json.load(sys.stdin)
json.dump(
    {
        "lint": [lint(chart) for chart in asked["lint"]],
        "cases": [render(case, asked["versions"]) for case in asked["cases"]],
    },
    sys.stdout,
)
