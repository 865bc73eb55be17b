"""One file for each page: its address, its data, its forms. The order is that of the navigation."""

from lab.console.pages import clock, faults, flows, guide, overview

PAGES = (overview, flows, clock, faults, guide)
