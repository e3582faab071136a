#!/usr/bin/env bash
# Makes the fonts in src/report/fonts of Debian's DejaVu Sans: Latin, Greek and Cyrillic with accents, and the signs of mathematics.
# Needs fonts-dejavu-core and fonttools (2.37-6 and 4.38.0 made those that are there). The same versions give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/../src/report/fonts"
characters=U+0020-007E,U+00A0-017F,U+0300-030C,U+0327-0328,U+0370-03FF,U+0400-045F,U+2010-2027,U+2030-203A,U+2070-209F,U+20AC,U+2190-2195,U+2200-2265,U+25A0-25CF,U+FFFD
for font in DejaVuSans DejaVuSans-Bold; do
  pyftsubset "/usr/share/fonts/truetype/dejavu/$font.ttf" --unicodes="$characters" --layout-features=kern,ccmp,mark \
    --notdef-outline --no-hinting --drop-tables+=FFTM --no-recalc-timestamp --output-file="$font.ttf"
done
