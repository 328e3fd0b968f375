#include "corpus.h"

struct node {
  struct node *next;
  uint32_t value;
};

static NOINLINE void *take_block(size_t size) {
  char *block = malloc(size);
  memset(block, 3, size);
  return block;
}

PROGRAM(c_fills_to_300) {
  static void *cache[300];
  if (!cache[index % 300]) cache[index % 300] = take_block(40);
}

PROGRAM(c_fills_to_700) {
  static void *cache[700];
  if (!cache[index % 700]) cache[index % 700] = take_block(40);
}

PROGRAM(c_window) {
  static void *window[120];
  free(window[index % 120]);
  window[index % 120] = take_block(30 + index % 60);
}

PROGRAM(c_sawtooth) {
  static struct node *list;
  static uint32_t length;
  struct node *node = take_block(sizeof *node + 24);
  node->next = list;
  list = node;
  if (++length < 400) return;
  length = 0;
  while (list) {
    struct node *next = list->next;
    free(list);
    list = next;
  }
}

PROGRAM(c_free_list) {
  static struct node *unused;
  struct node *taken = 0;
  for (uint32_t i = 0; i < index % 9; i++) {
    struct node *node = unused;
    if (node) unused = node->next;
    else node = take_block(sizeof *node);
    node->next = taken;
    taken = node;
  }
  while (taken) {
    struct node *next = taken->next;
    taken->next = unused;
    unused = taken;
    taken = next;
  }
}

PROGRAM(c_arena) {
  static char *arena;
  static size_t used;
  if (!arena) arena = take_block(8192);
  if (used + 64 > 8192) used = 0;
  memset(arena + used, (int)index, 64);
  used += 64;
}

PROGRAM(c_once) {
  static void *table;
  if (!table) table = take_block(4000);
  keep(table);
}

PROGRAM(c_array_cleared) {
  static uint32_t *items;
  static size_t capacity;
  size_t wanted = 1 + index % 100;
  if (wanted > capacity) {
    capacity = 2 * wanted;
    items = realloc(items, capacity * sizeof *items);
  }
  memset(items, 1, wanted * sizeof *items);
}

PROGRAM(c_grows_and_shrinks) {
  static char *text;
  size_t length = 100 + index % 50 * 20;
  text = realloc(text, length);
  memset(text, 'x', length);
}

struct counted {
  uint32_t references;
  struct counted *other;
};

static void release(struct counted *object) {
  if (object == 0 || --object->references > 0) return;
  release(object->other);
  free(object);
}

static NOINLINE struct counted *new_counted(struct counted *other) {
  struct counted *object = take_block(sizeof *object);
  object->references = 1;
  object->other = other;
  return object;
}

PROGRAM(c_counted_chain) {
  struct counted *chain = 0;
  for (uint32_t i = 0; i < 1 + index % 5; i++) chain = new_counted(chain);
  release(chain);
}

PROGRAM(c_cycle_broken) {
  struct counted *a = new_counted(0), *b = new_counted(a);
  a->references++;
  a->other = b;
  b->references++;
  // By hand.
  struct counted *other = a->other;
  a->other = 0;
  release(other);
  release(b);
  release(a);
  keep(&index);
}

PROGRAM(c_offset_pointers) {
  static char *held[64];
  if (held[index % 64]) free(held[index % 64] - 16);
  held[index % 64] = (char *)take_block(64) + 16;
}

PROGRAM(c_temporaries) {
  void *blocks[20];
  for (int i = 0; i < 20; i++) blocks[i] = take_block(8 + (mixed(index + i) >> 23));
  for (int i = 0; i < 20; i++) free(blocks[i]);
}

PROGRAM(c_large_temporary) {
  void *block = take_block(index % 30 == 0 ? 300000 : 100);
  keep(block);
  free(block);
}

struct table {
  uint32_t keys[512];
  char *values[512];
};

PROGRAM(c_table_of_500) {
  static struct table table;
  uint32_t at = mixed(index) >> 23;
  free(table.values[at]);
  table.keys[at] = index;
  table.values[at] = take_block(20 + index % 30);
}

PROGRAM(c_ring) {
  static struct node *ring;
  static uint32_t length;
  struct node *node = take_block(sizeof *node);
  node->value = index;
  if (!ring) {
    node->next = node;
    ring = node;
  } else {
    node->next = ring->next;
    ring->next = node;
  }
  if (++length > 100) {
    struct node *gone = ring->next->next;
    ring->next->next = gone->next;
    if (gone == ring) ring = gone->next;
    free(gone);
    length--;
  }
}
