"""Synthetic resumes: real files in many layouts, labelled because they were written from the labels."""

from projects.resume_screener.synthetic.drawing import TODAY, draw_person
from projects.resume_screener.synthetic.people import Person
from projects.resume_screener.synthetic.synthesize import TRUTH, drawn, read_truth, synthesize
from projects.resume_screener.synthetic.truth import Expected

__all__ = ["TODAY", "TRUTH", "Expected", "Person", "draw_person", "drawn", "read_truth", "synthesize"]
