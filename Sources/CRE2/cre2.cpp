#include "cre2.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <re2/re2.h>

struct cre2_expression {
    re2::RE2 compiled;

    cre2_expression(const re2::StringPiece &text, const re2::RE2::Options &options) : compiled(text, options) {}
};

cre2_expression *cre2_compile(const char *text, size_t length, char *reason, size_t room) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    // For the program and its states, in bytes. A match that needs more goes on more slowly, and in linear time all the
    // same.
    options.set_max_mem(1 << 20);
    auto *expression = new cre2_expression(re2::StringPiece(text, length), options);
    if (expression->compiled.ok()) return expression;
    const auto &error = expression->compiled.error();
    const auto count = std::min(error.size(), room - 1);
    std::memcpy(reason, error.data(), count);
    reason[count] = 0;
    delete expression;
    return nullptr;
}

void cre2_free(cre2_expression *expression) { delete expression; }

size_t cre2_group_count(const cre2_expression *expression) {
    return static_cast<size_t>(expression->compiled.NumberOfCapturingGroups());
}

bool cre2_match(const cre2_expression *expression, const char *text, size_t length, bool whole, cre2_part *parts,
                size_t count) {
    std::vector<re2::StringPiece> found(count);
    const auto anchor = whole ? re2::RE2::ANCHOR_BOTH : re2::RE2::UNANCHORED;
    if (!expression->compiled.Match(re2::StringPiece(text, length), 0, length, anchor, found.data(),
                                    static_cast<int>(count)))
        return false;
    for (size_t index = 0; index < count; index++) parts[index] = {found[index].data(), found[index].size()};
    return true;
}
