#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression of RE2, which is C++. It never changes, and any number of threads may use it.
typedef struct cre2_expression cre2_expression;

/// A part of a text. `start` is null where a group took part in no match.
typedef struct {
    const char *start;
    size_t length;
} cre2_part;

/// Compiles an expression. Null if it cannot be: then the reason is in `reason`, cut off where it does not fit, with a
/// zero at its end.
cre2_expression *cre2_compile(const char *text, size_t length, char *reason, size_t room);

/// Ends an expression.
void cre2_free(cre2_expression *expression);

/// How many groups capture.
size_t cre2_group_count(const cre2_expression *expression);

/// Whether it matches in a text, or all of it. Fills in `count` parts: the match, and the groups in their order.
bool cre2_match(const cre2_expression *expression, const char *text, size_t length, bool whole, cre2_part *parts,
                size_t count);

#ifdef __cplusplus
}
#endif
