"""The browser's own image of a chart on screen, caption included: for servers without a browser of their own."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import streamlit as st

_JS = """
const SVG = "http://www.w3.org/2000/svg";

function element(name, given) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  return made;
}

function composed(plot) {
  const layers = [...plot.querySelectorAll(".main-svg")];
  const { width, height } = layers[0].getBoundingClientRect();
  const whole = element("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  whole.append(element("rect", { width, height, fill: layers[0].style.background }));
  for (const layer of layers) whole.append(...layer.cloneNode(true).childNodes);
  for (const hidden of whole.querySelectorAll(".hoverlayer, .draglayer")) hidden.remove();
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

function saved(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function painted(image, name) {
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(picture, 0, 0, image.width, image.height);
    canvas.toBlob((blob) => saved(blob, name), "image/png");
  };
  picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(image.text);
}

export default function ({ parentElement, data }) {
  const row = document.createElement("div");
  row.className = "row";
  for (const form of ["png", "svg"]) {
    const button = document.createElement("button");
    button.textContent = data.labels[form];
    button.onclick = () => {
      const plot = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
      const image = composed(plot);
      const name = `${data.name}.${form}`;
      if (form === "svg") saved(new Blob([image.text], { type: "image/svg+xml" }), name);
      else painted(image, name);
    };
    row.append(button);
  }
  parentElement.querySelector(".row")?.remove();
  parentElement.append(row);
}
"""
_CSS = """
.row { display: flex; gap: 0.5rem; flex-wrap: wrap; }
button {
  font: inherit; color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); padding: 0.35rem 0.75rem;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""


@cache
def _component() -> Any:
    return st.components.v2.component("suanli_picture", js=_JS, css=_CSS)


def picture(chart_key: str, name: str, labels: dict[str, str]) -> None:
    """Draw two buttons that save the chart drawn under `chart_key` as PNG and SVG, made by the reader's browser.

    name: of the file, without suffix; labels: words of the buttons by format (png, svg).
    """
    anchor = re.sub(r"[^a-zA-Z0-9_-]", "-", chart_key)
    _component()(key=f"picture.{chart_key}", data={"chart": anchor, "name": name, "labels": labels})
