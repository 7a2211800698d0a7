#ifndef PARTITA_CMUPARSER_H
#define PARTITA_CMUPARSER_H
#include <muParserDLL.h>
#endif
