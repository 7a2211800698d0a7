#include "CTexts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const struct partita_text texts[] = {
#include "table.inc"
    {0, 0},
};

const struct partita_text *partita_texts(void) { return texts; }
