#pragma once

/// Whether the program was built with the address sanitizer.
int pitfuzz_has_address_sanitizer(void);

/// A descriptor of memory without a name, -1 when there is none.
int pitfuzz_shared_memory(void);
