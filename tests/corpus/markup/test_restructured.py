"""reStructuredText: what a rendered page shows."""

from tests.support.documents import list_sentences, read_one

RST = """\
.. _top:

====================
Rents of *the* pier
====================

:Author: Ines Vogel
:Date: 2024-03-04

The **rent** was in ``2021`` [1]_ as `the list <https://x.example>`_ and :ref:`a page <a>`
of |town| say, see word_.

.. |town| replace:: Vik

.. note:: The dam
   broke.

.. warning::

   It may
   break.

.. image:: a.png
   :alt: no

.. toctree::
   :maxdepth: 2

   a
   b

.. A comment
   that is long.

Costs
-----

Run::

    make all
    # no heading

.. code-block:: sh
   :linenos:

   make more

====  ====
Year  Rent
====  ====
2021  400
====  ====

- One
  item.

.. [1] See the book.
"""


def test_of_restructured_text_what_is_rendered_is_kept(tmp_path):
    article = read_one(tmp_path / "a.rst", RST.encode())
    assert (article.title, article.author, str(article.published)) == ("Rents of the pier", "Ines Vogel", "2024-03-04")
    assert list_sentences(article.text) == [
        "# Rents of the pier",
        "The rent was in 2021 as the list and a page of Vik say, see word.",
        "The dam broke.",
        "It may break.",
        "## Costs",
        "Run:",
        "make all",
        "# no heading",
        "make more",
        "| Year | Rent |",
        "| 2021 | 400 |",
        "- One item.",
        "See the book.",
    ]


TABLES = """\
.. csv-table:: Tides of Vik
   :header: "Day", "Height"
   :widths: 10, 20

   "Monday", "2.1 m, about"
   Tuesday, *2.4 m*

.. list-table::
   :header-rows: 1

   * - Boat
     - Fee, which is
       paid at ``once``
   * - Tug
     - 400

It rose.

.. csv-table:: Broken

   "Monday, 2.1 m
"""


def test_tables_that_are_lists_or_csv_have_rows(tmp_path):
    assert list_sentences(read_one(tmp_path / "a.rst", TABLES.encode()).text) == [
        "Tides of Vik",
        "| Day | Height |",
        "| Monday | 2.1 m, about |",
        "| Tuesday | 2.4 m |",
        "| Boat | Fee, which is paid at once |",
        "| Tug | 400 |",
        "It rose.",
        "Broken",
        '| "Monday, 2.1 m |',
    ]
