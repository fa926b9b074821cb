// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), as iSCSI and Kafka use it.
#ifndef PITWIRE_CRC32C_H
#define PITWIRE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/// The checksum of `length` bytes that follow bytes whose checksum is `before` (0 at the start).
/// Uses the processor's instruction when it has one.
uint32_t crc32c_update(uint32_t before, const void *bytes, size_t length);

/// The same from a table, on any processor.
uint32_t crc32c_update_table(uint32_t before, const void *bytes, size_t length);

/// 1 when `crc32c_update` uses the processor's instruction.
int crc32c_is_hardware(void);

#endif
