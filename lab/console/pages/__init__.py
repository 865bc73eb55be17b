"""One file for each page: its address, its data, its forms. The order is that of the navigation."""

from lab.console.pages import clock, faults, flows, guide, mail, overview

PAGES = (overview, flows, mail, clock, faults, guide)
