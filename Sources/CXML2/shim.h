// Without ICU's headers, of which Swift's Foundation has its own.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>

static void cxml2_ignore(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

static void cxml2_ignore_structured(void *context, void *error) {
  (void)context;
  (void)error;
}

/* Faults of encodings go to standard error wherever no handler is set, and libxml2 keeps handlers
   by thread. In C, since Swift makes no variadic functions; the cast, since releases of libxml2
   disagree on whether the error is const. */
static inline void cxml2_silence_thread(void) {
  xmlSetGenericErrorFunc(0, cxml2_ignore);
  xmlSetStructuredErrorFunc(0, (xmlStructuredErrorFunc)cxml2_ignore_structured);
}
