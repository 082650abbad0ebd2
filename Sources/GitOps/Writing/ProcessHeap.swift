import CMalloc

/// The memory of a process that decides on events.
public enum ProcessHeap {
    /// Lets all threads share one heap, from now on: to be called before there are any.
    ///
    /// Work goes from thread to thread, and what one allocates another frees. The C library gives each thread a heap of its
    /// own, which then grows by what is in use in none of them at the time: in a storm of events to more than all that is
    /// in use together. Whoever sets `MALLOC_ARENA_MAX` has decided already (mallopt(3), "M_ARENA_MAX").
    public static func share(environment: [String: String]) {
        guard environment["MALLOC_ARENA_MAX"] == nil else { return }
        // Where it cannot be set, memory is as the C library has it.
        _ = mallopt(M_ARENA_MAX, 1)
    }
}
