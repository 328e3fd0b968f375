/* Arrays that are reallocated, arenas and pools. */
#include "parts.h"

typedef struct {
  void *items;
  uint32_t used;
  uint32_t room;
} Array;

/* Room for one more, doubled when there is none. */
INLINE void *append(Array *array, size_t bytes) {
  if (array->used == array->room) {
    array->room = array->room == 0 ? 8 : array->room * 2;
    array->items = realloc(array->items, array->room * bytes);
    if (array->items == NULL) abort();
  }
  return (char *)array->items + bytes * array->used++;
}

static Array numbers;

SITE static void append_number(uint32_t n) { *(uint32_t *)append(&numbers, 4) = n; }

PROGRAM(number_array) {
  append_number(operation);
  append_number(mix(operation));
}

typedef struct {
  uint32_t at;
  double position[3];
} Point;

static Array path;

SITE static void append_point(uint32_t n) {
  Point *point = (Point *)append(&path, sizeof(Point));
  point->at = n;
  point->position[0] = n;
}

PROGRAM(point_array) { append_point(operation); }

static Array lines;

SITE static void append_line(uint32_t n) { *(char **)append(&lines, sizeof(char *)) = text(n, 25); }

PROGRAM(line_array) { append_line(operation); }

/* Half as much again whenever the text is full. */
static struct {
  char *bytes;
  uint32_t used;
  uint32_t room;
} page;

SITE static void append_text(uint32_t n, uint32_t length) {
  if (page.used + length + 1 > page.room) {
    page.room = page.room * 3 / 2 + 64;
    page.bytes = (char *)realloc(page.bytes, page.room);
    if (page.bytes == NULL) abort();
  }
  write_text(page.bytes + page.used, n, length);
  page.used += length;
}

PROGRAM(page_text) { append_text(operation, 10 + operation % 9); }

/* Sixteen more at a time: as many reallocations as there are sixteens. */
static struct {
  uint64_t *items;
  uint32_t used;
} steps;

SITE static void append_step(uint32_t n) {
  if (steps.used % 16 == 0) {
    steps.items = (uint64_t *)realloc(steps.items, (steps.used + 16) * sizeof(uint64_t));
    if (steps.items == NULL) abort();
  }
  steps.items[steps.used++] = n;
}

PROGRAM(step_array) { append_step(operation); }

/* What is flushed at 500 is the larger part; the sums stay. */
static Array pending;
static Array sums;

SITE static void append_sum(uint64_t sum) {
  uint64_t *three = (uint64_t *)append(&sums, 24);
  three[0] = three[1] = three[2] = sum;
}

PROGRAM(sums_below_flush) {
  *(uint64_t *)append(&pending, 40) = operation;
  if (pending.used == 500) {
    free(pending.items);
    memset(&pending, 0, sizeof pending);
  }
  append_sum(operation);
}

/* A buffer that is copied when it is full; the copy replaces it, and nobody frees the full one. */
static struct {
  uint8_t *bytes;
  uint32_t used;
  uint32_t room;
} copied;

SITE static uint8_t *copy_larger(const uint8_t *from, uint32_t used, uint32_t room) {
  uint8_t *to = (uint8_t *)allocate(room);
  if (used > 0) memcpy(to, from, used);
  return to;
}

PROGRAM(copied_when_full) {
  if (operation % 25 == 0) {
    copied.used = 0;
    copied.room = 0;
    free(copied.bytes);
    copied.bytes = NULL;
  }
  if (copied.used == copied.room) {
    copied.room = copied.room + 20;
    copied.bytes = copy_larger(copied.bytes, copied.used, copied.room);
  }
  copied.bytes[copied.used++] = (uint8_t)operation;
}

SITE static uint8_t *make_frame(uint32_t operation) {
  return (uint8_t *)allocate(operation % 40 == 22 ? 6000 : 300);
}

/* Large frames take another way, on which they are not freed. */
PROGRAM(large_frames) {
  uint8_t *frame = make_frame(operation);
  if (operation % 40 != 22) free(frame);
}

SITE static void *make_cell(void) { return allocate(8); }

/* Beside 500 buffers that come one by one, eight bytes are lost. */
static char *filled[500];

PROGRAM(cell_beside_fill) {
  uint32_t slot = operation % 500;
  free(filled[slot]);
  filled[slot] = text(operation, 52);
  if (operation % 3 == 1) make_cell();
}

/* Zeroed memory, from calloc; lost from the 300th operation on. */
SITE static uint32_t *make_counters(void) {
  uint32_t *counters = (uint32_t *)calloc(9, sizeof(uint32_t));
  if (counters == NULL) abort();
  counters[0] = 1;
  observe(counters);
  return counters;
}

PROGRAM(counters_from_300) {
  uint32_t *counters = make_counters();
  if (operation < 300) free(counters);
}

/* Offsets into one block; taken back all at once, every 64 operations. */
static struct {
  uint8_t *bytes;
  uint32_t used;
} arena;

static void *from_arena(uint32_t bytes) {
  if (arena.bytes == NULL) arena.bytes = (uint8_t *)allocate(16384);
  void *memory = arena.bytes + arena.used;
  arena.used += (bytes + 7) & ~7u;
  return memory;
}

PROGRAM(arena_of_64) {
  if (operation % 64 == 0) arena.used = 0;
  for (uint32_t part = 0; part < 4; part++) memset(from_arena(60), (int)part, 60);
}

/* Blocks of one size, carved out of slabs and threaded into a list when free. */
typedef union Cell {
  union Cell *next;
  uint8_t bytes[48];
} Cell;
static Cell *free_cells;
static Cell *taken[160];

static Cell *take_cell(void) {
  if (free_cells == NULL) {
    Cell *slab = (Cell *)allocate(32 * sizeof(Cell));
    for (uint32_t at = 0; at < 32; at++) {
      slab[at].next = free_cells;
      free_cells = &slab[at];
    }
  }
  Cell *cell = free_cells;
  free_cells = cell->next;
  return cell;
}

PROGRAM(slab_of_cells) {
  Cell **place = &taken[operation * 37 % 160];
  if (*place != NULL) {
    (*place)->next = free_cells;
    free_cells = *place;
  }
  *place = take_cell();
  memset((*place)->bytes, 7, sizeof(Cell));
}

static int by_value(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a;
  uint32_t right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

PROGRAM(sorted_numbers) {
  uint32_t count = 50 + operation % 100;
  uint32_t *values = (uint32_t *)allocate(count * sizeof(uint32_t));
  for (uint32_t at = 0; at < count; at++) values[at] = mix(operation + at);
  qsort(values, count, sizeof(uint32_t), by_value);
  observe(values);
  free(values);
}

PROGRAM(joined_texts) {
  char *joined = (char *)calloc(1, 1);
  for (uint32_t part = 0; part < 3 + operation % 12; part++) {
    char *piece = text(operation + part, 9 + part);
    size_t length = strlen(joined);
    joined = (char *)realloc(joined, length + strlen(piece) + 1);
    strcpy(joined + length, piece);
    free(piece);
  }
  observe(joined);
  free(joined);
}

static char *ring[256];

PROGRAM(ring_of_256) {
  char **place = &ring[operation % 256];
  free(*place);
  *place = text(operation, 35);
}

/* Grows to 4 KB and shrinks to what it began with, over and over. */
static uint8_t *breathing;

PROGRAM(breathing_block) {
  uint32_t phase = operation % 120;
  uint32_t bytes = 64 + 64 * (phase < 60 ? phase : 120 - phase);
  breathing = (uint8_t *)realloc(breathing, bytes);
  if (breathing == NULL) abort();
  breathing[bytes - 1] = 1;
  observe(breathing);
}

PROGRAM(matrix_products) {
  uint32_t size = 6 + operation % 10;
  float **rows = (float **)allocate(size * sizeof(float *));
  for (uint32_t at = 0; at < size; at++) rows[at] = (float *)allocate(size * sizeof(float));
  for (uint32_t at = 0; at < size; at++) rows[at][at] = rows[size - 1 - at][0] * 2;
  if (operation % 200 == 77) free(allocate(600000));
  for (uint32_t at = 0; at < size; at++) free(rows[at]);
  free(rows);
}

/* Twelve tables, each made at its first use: one every fifty operations. */
static uint16_t *tables[12];

PROGRAM(tables_when_used) {
  uint16_t **table = &tables[operation / 50 % 12];
  if (*table == NULL) *table = (uint16_t *)allocate(400);
  observe(*table);
}

/* Flushed at 300, and the array's room with it. */
static Array batch;

PROGRAM(batch_of_300) {
  *(char **)append(&batch, sizeof(char *)) = text(operation, 22);
  if (batch.used < 300) return;
  for (uint32_t at = 0; at < batch.used; at++) free(((char **)batch.items)[at]);
  free(batch.items);
  memset(&batch, 0, sizeof batch);
}

/* Full at 700: what comes after takes the place of what was there. */
static Array latest;

PROGRAM(latest_700) {
  if (latest.used < 700) *(char **)append(&latest, sizeof(char *)) = NULL;
  char **place = (char **)latest.items + operation % 700;
  free(*place);
  *place = text(operation, 18);
}
