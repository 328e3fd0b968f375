/* What the families in C and C++ share: PROGRAM exports a function by its name and, with benign
   noise around it, as <name>_noisy. */
#ifndef PARTS_H
#define PARTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#define LINKAGE extern "C"
#else
#define LINKAGE
#endif

#define EXPORT(name) LINKAGE __attribute__((export_name(name)))
#define SITE __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline, unused))

#define PROGRAM(id)                                  \
  static void id(uint32_t operation);                \
  EXPORT(#id) void alone_##id(int32_t operation) {   \
    id((uint32_t)operation);                         \
  }                                                  \
  EXPORT(#id "_noisy") void noisy_##id(int32_t operation) { \
    noise((uint32_t)operation);                      \
    id((uint32_t)operation);                         \
  }                                                  \
  static void id(uint32_t operation)

static volatile uint8_t seen;

/* Reads the first byte where it lies, so that no optimiser takes away the memory that it is in.
   A byte is kept of it: too little to be an address. */
INLINE void observe(const void *memory) {
  seen ^= *(const volatile uint8_t *)memory;
}

/* A number that depends on n alone, and looks like chance. */
INLINE uint32_t mix(uint32_t n) {
  uint32_t x = n + 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x21f0aaadu;
  x = (x ^ (x >> 15)) * 0x735a2d97u;
  return x ^ (x >> 15);
}

INLINE void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory == NULL) abort();
  memset(memory, 1, bytes);
  observe(memory);
  return memory;
}

/* A text of exactly `length` letters that differs with n. */
INLINE void write_text(char *to, uint32_t n, size_t length) {
  for (size_t at = 0; at < length; at++, n = n / 16 + 7) to[at] = (char)('a' + n % 16);
  to[length] = 0;
}

INLINE char *text(uint32_t n, size_t length) {
  char *made = (char *)allocate(length + 1);
  write_text(made, n, length);
  observe(made);
  return made;
}

/* What any real module does beside the work that is looked at: bounded, and settled after 400
   operations. */
static __attribute__((noinline)) void noise(uint32_t operation) {
  static char *cache[64];
  static uint32_t *queue;
  static uint32_t queued;

  uint32_t chance = mix(operation ^ 0x5555);
  for (uint32_t temporary = 0; temporary < chance % 5; temporary++) {
    free(text(chance, 12 + 9 * temporary));
  }
  uint32_t slot = operation % 64;
  free(cache[slot]);
  cache[slot] = text(slot, 24 + mix(slot) % 200);
  if (queued % 50 == 0) queue = (uint32_t *)realloc(queue, (queued + 50) * 16);
  queue[4 * queued] = operation;
  if (++queued == 250) {
    free(queue);
    queue = NULL;
    queued = 0;
  }
  if (operation % 97 == 96) free(allocate(20000 + chance % 4000));
}

#endif
