#include "corpus.h"

// forget

static NOINLINE void *take_block(size_t size) {
  char *block = malloc(size);
  memset(block, 3, size);
  return block;
}

PROGRAM(c_forget) { keep(take_block(40 + index % 3)); }

static NOINLINE char *copy_text(const char *text) {
  size_t length = strlen(text) + 1;
  return memcpy(malloc(length), text, length);
}

PROGRAM(c_copy_dropped) { keep(copy_text(index % 2 ? "a text that is copied" : "another text")); }

static NOINLINE int parse(uint32_t index) {
  char *scratch = take_block(64);
  if (index % 5 == 0) return -1;
  free(scratch);
  return 0;
}

PROGRAM(c_error_path) { kept = (void *)(intptr_t)parse(index); }

struct node {
  struct node *next;
  struct node *back;
  uint32_t value;
};

static NOINLINE struct node *new_node(struct node *next, uint32_t value) {
  struct node *node = malloc(sizeof *node);
  node->next = next;
  node->back = 0;
  node->value = value;
  return node;
}

PROGRAM(c_list_dropped) {
  struct node *head = 0;
  for (int i = 0; i < 4; i++) head = new_node(head, index);
  keep(head);
}

PROGRAM(c_ring_dropped) {
  struct node *first = new_node(0, index + 50), *last = first;
  for (int i = 0; i < 3; i++) {
    struct node *node = new_node(0, index + 50);
    node->back = last;
    last->next = node;
    last = node;
  }
  last->next = first;
  first->back = last;
}

struct request {
  char *body;
  char *url;
};

PROGRAM(c_field_forgotten) {
  struct request *request = malloc(sizeof *request);
  request->body = take_block(48);
  request->url = take_block(20);
  keep(request);
  free(request->url);
  free(request);
}

PROGRAM(c_one_in_fifty) {
  void *block = take_block(100);
  if (index % 50 != 9) free(block);
}

PROGRAM(c_realloc_loses) {
  // The old block is copied by hand and not freed.
  char *small = take_block(16);
  char *large = take_block(32);
  memcpy(large, small, 16);
  keep(large);
  free(large);
}

PROGRAM(c_calloc_dropped) {
  char *block = calloc(6, 8);
  block[0] = (char)index;
  keep(block);
}

PROGRAM(c_aligned_dropped) {
  char *block = aligned_alloc(64, 128);
  block[0] = (char)index;
  keep(block);
}

PROGRAM(c_forget_under_sawtooth) {
  static void *queue[260];
  static int length;
  queue[length++] = take_block(90);
  if (length == 260) {
    while (length > 0) free(queue[--length]);
  }
  keep(take_block(12));
}

// cycle

struct counted {
  uint32_t references;
  struct counted *other;
  uint32_t payload[4];
};

static NOINLINE struct counted *new_counted(void) {
  struct counted *object = malloc(sizeof *object);
  object->references = 1;
  object->other = 0;
  return object;
}

static struct counted *retain(struct counted *object) {
  object->references++;
  return object;
}

static void release(struct counted *object) {
  if (object == 0 || --object->references > 0) return;
  release(object->other);
  free(object);
}

PROGRAM(c_counted_pair) {
  struct counted *a = new_counted(), *b = new_counted();
  a->payload[0] = index + 9;
  a->other = retain(b);
  b->other = retain(a);
  release(a);
  release(b);
}

PROGRAM(c_counted_ring) {
  struct counted *first = new_counted(), *last = first;
  for (int i = 0; i < 6; i++) {
    struct counted *object = new_counted();
    object->payload[1] = index + 9;
    last->other = object;
    last = object;
  }
  last->other = retain(first);
  release(first);
}

struct typed {
  const char *type;
  uint32_t references;
  struct typed *other;
};

static NOINLINE struct typed *new_typed(void) {
  struct typed *object = malloc(sizeof *object);
  object->type = "typed";
  object->references = 1;
  return object;
}

PROGRAM(c_typed_pair) {
  struct typed *a = new_typed(), *b = new_typed();
  a->other = b;
  b->other = a;
  keep(&index);
}

// growing-vec

struct array {
  uint32_t *items;
  size_t length;
  size_t capacity;
};

static NOINLINE void push(struct array *array, uint32_t item) {
  if (array->length == array->capacity) {
    array->capacity = array->capacity ? 2 * array->capacity : 8;
    array->items = realloc(array->items, array->capacity * sizeof *array->items);
  }
  array->items[array->length++] = item;
}

PROGRAM(c_array) {
  static struct array array;
  push(&array, index | 1);
}

PROGRAM(c_array_in_a_block) {
  static struct array *array;
  if (!array) array = calloc(1, sizeof *array);
  push(array, index | 1);
}

static NOINLINE void push_by_copy(struct array *array, uint32_t item) {
  if (array->length == array->capacity) {
    size_t capacity = array->capacity ? array->capacity * 3 / 2 + 1 : 8;
    uint32_t *items = malloc(capacity * sizeof *items);
    if (array->length) memcpy(items, array->items, array->length * sizeof *items);
    free(array->items);
    array->items = items;
    array->capacity = capacity;
  }
  array->items[array->length++] = item;
}

PROGRAM(c_array_by_copy) {
  static struct array array;
  push_by_copy(&array, index | 1);
}

PROGRAM(c_array_of_pointers) {
  static struct array array;
  push(&array, (uint32_t)(uintptr_t)take_block(24));
}

static NOINLINE char *append(char *text, size_t *length, const char *more) {
  size_t added = strlen(more);
  text = realloc(text, *length + added + 1);
  memcpy(text + *length, more, added + 1);
  *length += added;
  return text;
}

PROGRAM(c_text) {
  static char *text;
  static size_t length;
  text = append(text, &length, index % 2 ? "odd " : "even ");
}

// leaky-cache

static NOINLINE void insert_chained(struct node **heads, uint32_t count, uint32_t key) {
  struct node **head = &heads[mixed(key) % count];
  *head = new_node(*head, key);
}

PROGRAM(c_chains) {
  static struct node *heads[128];
  insert_chained(heads, 128, index);
}

struct table {
  struct node **heads;
  uint32_t count;
  uint32_t entries;
};

static NOINLINE void insert_growing(struct table *table, uint32_t key) {
  if (table->entries >= table->count) {
    uint32_t count = table->count ? 2 * table->count : 16;
    struct node **heads = calloc(count, sizeof *heads);
    for (uint32_t i = 0; i < table->count; i++) {
      for (struct node *node = table->heads[i]; node;) {
        struct node *next = node->next;
        struct node **head = &heads[mixed(node->value) >> 7 & (count - 1)];
        node->next = *head;
        *head = node;
        node = next;
      }
    }
    free(table->heads);
    table->heads = heads;
    table->count = count;
  }
  struct node **head = &table->heads[mixed(key) >> 7 & (table->count - 1)];
  *head = new_node(*head, key);
  table->entries++;
}

PROGRAM(c_growing_table) {
  static struct table table;
  insert_growing(&table, index);
}

struct entry {
  uint32_t key;
  uint32_t value;
};

struct open_table {
  struct entry *entries;
  uint32_t capacity;
  uint32_t used;
};

static void put_open(struct entry *entries, uint32_t capacity, uint32_t key, uint32_t value) {
  uint32_t at = mixed(key) >> 5 & (capacity - 1);
  while (entries[at].key) at = (at + 1) & (capacity - 1);
  entries[at].key = key;
  entries[at].value = value;
}

static NOINLINE void insert_open(struct open_table *table, uint32_t key) {
  if (2 * table->used >= table->capacity) {
    uint32_t capacity = table->capacity ? 2 * table->capacity : 16;
    struct entry *entries = calloc(capacity, sizeof *entries);
    for (uint32_t i = 0; i < table->capacity; i++) {
      if (table->entries[i].key) {
        put_open(entries, capacity, table->entries[i].key, table->entries[i].value);
      }
    }
    free(table->entries);
    table->entries = entries;
    table->capacity = capacity;
  }
  put_open(table->entries, table->capacity, key, key * 3);
  table->used++;
}

PROGRAM(c_open_table) {
  static struct open_table table;
  insert_open(&table, index + 1);
}

PROGRAM(c_list) {
  static struct node *head;
  head = new_node(head, index);
}

PROGRAM(c_tail_list) {
  static struct node *head, *tail;
  struct node *node = new_node(0, index);
  if (tail) tail->next = node;
  else head = node;
  tail = node;
  keep(head);
}

struct tree {
  struct tree *left;
  struct tree *right;
  uint32_t key;
};

static NOINLINE struct tree *new_tree(uint32_t key) {
  struct tree *tree = calloc(1, sizeof *tree);
  tree->key = key;
  return tree;
}

PROGRAM(c_tree) {
  static struct tree *root;
  struct tree **at = &root;
  uint32_t key = mixed(index);
  while (*at) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
  *at = new_tree(key);
}
