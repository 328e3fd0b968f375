// What all programs of the corpus have in common: exports, noise, and a way to keep the optimizer
// from removing what is not used.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#define C_LINKAGE extern "C"
#else
#define C_LINKAGE
#endif

#define NOINLINE __attribute__((noinline))

static void *volatile kept;

static inline void keep(const void *value) { kept = (void *)value; kept = 0; }

static uint32_t mixed(uint32_t index) { return index * 2654435761u; }

// Temporaries, a window of 40 buffers, a list that is freed every 130 operations, and now and then a
// large block: all bounded within 400 operations.
struct noise_item {
  struct noise_item *next;
  char text[20];
};

static NOINLINE void noise(uint32_t index) {
  static void *window[40];
  static struct noise_item *list;
  static uint32_t length;
  void *temporary = malloc(16 + (mixed(index) >> 24));
  memset(temporary, (int)index, 16);
  keep(temporary);
  free(temporary);
  free(window[index % 40]);
  window[index % 40] = malloc(16 + (mixed(index + 7) >> 25));
  struct noise_item *item = (struct noise_item *)malloc(sizeof *item);
  item->next = list;
  memset(item->text, 'x', sizeof item->text);
  list = item;
  if (++length == 130) {
    while (list) {
      struct noise_item *next = list->next;
      free(list);
      list = next;
    }
    length = 0;
  }
  if (index % 97 == 0) {
    void *large = malloc(20000);
    keep(large);
    free(large);
  }
}

// A program, under its name and once more with noise around it.
#define PROGRAM(name)                                                                    \
  static void name##_operation(uint32_t index);                                          \
  C_LINKAGE __attribute__((export_name(#name))) void name##_alone(uint32_t index) {      \
    name##_operation(index);                                                             \
  }                                                                                      \
  C_LINKAGE __attribute__((export_name(#name "_noisy"))) void name##_noisy(uint32_t index) { \
    noise(index);                                                                        \
    name##_operation(index);                                                             \
  }                                                                                      \
  static NOINLINE void name##_operation(uint32_t index)
