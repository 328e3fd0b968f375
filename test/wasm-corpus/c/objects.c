/* Lists, tables and counted objects by hand. */
#include "parts.h"

typedef struct Node {
  uint32_t key;
  uint32_t value;
  struct Node *next;
  struct Node *back;
} Node;

INLINE Node *make_node(uint32_t key, Node *next) {
  Node *node = (Node *)allocate(sizeof *node);
  node->key = key;
  node->value = key * 3;
  node->next = next;
  node->back = NULL;
  observe(node);
  return node;
}

static void free_list(Node *node) {
  while (node != NULL) {
    Node *next = node->next;
    free(node);
    node = next;
  }
}

/* A table whose chains grow: nothing is ever taken out. */
static Node *chains[64];

SITE static void put_in_chain(uint32_t key) {
  Node **chain = &chains[mix(key) % 64];
  *chain = make_node(key, *chain);
}

PROGRAM(chained_table) { put_in_chain(operation); }

/* A table of keys alone, doubled when it is half full: one block grows. */
static struct {
  uint32_t *keys;
  uint32_t room;
  uint32_t used;
} open_keys;

SITE static uint32_t *make_room(uint32_t room) { return (uint32_t *)calloc(room, sizeof(uint32_t)); }

static void put_open(uint32_t *keys, uint32_t room, uint32_t key) {
  uint32_t at = mix(key) % room;
  while (keys[at] != 0 && keys[at] != key) at = (at + 1) % room;
  keys[at] = key;
}

PROGRAM(open_table) {
  if (open_keys.used * 2 >= open_keys.room) {
    uint32_t room = open_keys.room == 0 ? 16 : open_keys.room * 2;
    uint32_t *keys = make_room(room);
    for (uint32_t at = 0; at < open_keys.room; at++) {
      if (open_keys.keys[at] != 0) put_open(keys, room, open_keys.keys[at]);
    }
    free(open_keys.keys);
    open_keys.keys = keys;
    open_keys.room = room;
  }
  put_open(open_keys.keys, open_keys.room, operation * 2 + 1);
  open_keys.used++;
}

static Node *moves;

SITE static void remember_move(uint32_t operation) {
  moves = make_node(operation, moves);
  if (moves->next != NULL) moves->next->back = moves;
}

PROGRAM(move_history) { remember_move(operation); }

static Node *symbols;

SITE static void add_symbol(uint32_t key) {
  Node **at = &symbols;
  while (*at != NULL) at = key < (*at)->key ? &(*at)->next : &(*at)->back;
  *at = make_node(key, NULL);
}

PROGRAM(symbol_tree) { add_symbol(mix(operation)); }

/* Objects that count who holds them. */
typedef struct Counted {
  uint32_t count;
  uint32_t id;
  struct Counted *held;
  char *name;
} Counted;

INLINE Counted *make_counted(uint32_t id) {
  Counted *made = (Counted *)allocate(sizeof *made);
  made->count = 1;
  made->id = id;
  made->held = NULL;
  made->name = NULL;
  observe(made);
  return made;
}

static Counted *retain(Counted *counted) {
  counted->count++;
  return counted;
}

static void release(Counted *counted) {
  while (counted != NULL && --counted->count == 0) {
    Counted *held = counted->held;
    free(counted->name);
    free(counted);
    counted = held;
  }
}

SITE static Counted *make_couple(uint32_t id) {
  Counted *one = make_counted(id);
  one->held = make_counted(id + 1);
  one->held->held = retain(one);
  return one;
}

PROGRAM(counted_couple) { release(make_couple(operation)); }

SITE static Counted *make_circle(uint32_t length, uint32_t id) {
  Counted *first = make_counted(id);
  Counted *last = first;
  first->name = text(id, 70);
  for (uint32_t at = 1; at < length; at++) {
    last->held = make_counted(id + at);
    last = last->held;
  }
  last->held = retain(first);
  return first;
}

PROGRAM(counted_circle) { release(make_circle(3 + operation % 8, operation)); }

static void untie(Counted *counted) {
  release(counted->held);
  counted->held = NULL;
}

/* One couple in twenty is not untied. */
PROGRAM(counted_rarely) {
  Counted *one = make_couple(operation);
  if (operation % 20 != 11) untie(one);
  release(one);
}

/* Retained once too often. */
SITE static Counted *open_document(uint32_t id) {
  Counted *made = make_counted(id);
  made->name = text(id, 20);
  return retain(made);
}

PROGRAM(count_too_many) { release(open_document(operation)); }

SITE static Node *build_nodes(uint32_t length) {
  Node *head = NULL;
  for (uint32_t key = 0; key < length; key++) head = make_node(key, head);
  return head;
}

PROGRAM(headless_nodes) { build_nodes(3 + operation % 3); }

/* The head is freed, and the rest of the list with it forgotten. */
PROGRAM(freed_head_only) {
  Node *list = build_nodes(4);
  free(list);
  observe(&operation);
}

SITE static char *copy_name(const char *name) { return strdup(name); }

PROGRAM(copied_name) {
  char name[20];
  write_text(name, operation, 14);
  observe(copy_name(name));
}

typedef struct {
  char *name;
  uint32_t *values;
  uint32_t id;
} Row;

SITE static Row *make_row(uint32_t id) {
  Row *row = (Row *)allocate(sizeof *row);
  row->id = id;
  row->name = text(id, 16);
  row->values = (uint32_t *)allocate(10 * sizeof(uint32_t));
  return row;
}

/* Its values are freed, and itself, but not its name. */
PROGRAM(row_without_name) {
  Row *row = make_row(operation);
  free(row->values);
  free(row);
}

/* Two buffers, and a way out in between that frees the first alone. */
SITE static int32_t parse_header(uint32_t operation) {
  char *header = text(operation, 60);
  char *body = text(operation, 90);
  if (operation % 12 == 5) {
    free(header);
    return -1;
  }
  int32_t length = header[0] + body[0];
  free(body);
  free(header);
  return length;
}

PROGRAM(early_return) {
  int32_t length = parse_header(operation);
  observe(&length);
}

/* A slot of fifty is overwritten, and once in thirty times what it held is not freed. */
static char *slots[50];

SITE static char *make_label(uint32_t operation) { return text(operation, 30); }

PROGRAM(slot_overwritten) {
  uint32_t slot = operation % 50;
  if (operation % 30 != 4) free(slots[slot]);
  slots[slot] = make_label(operation);
}

/* The most recently used of 400, in a doubly linked list and a table of chains. */
static struct Entry {
  uint32_t key;
  char *value;
  struct Entry *newer;
  struct Entry *older;
  struct Entry *chained;
} *table[128], *newest, *oldest;
static uint32_t entries;

static void unlink_entry(struct Entry *entry) {
  if (entry->newer != NULL) entry->newer->older = entry->older;
  else newest = entry->older;
  if (entry->older != NULL) entry->older->newer = entry->newer;
  else oldest = entry->newer;
}

static void link_newest(struct Entry *entry) {
  entry->newer = NULL;
  entry->older = newest;
  if (newest != NULL) newest->newer = entry;
  else oldest = entry;
  newest = entry;
}

static void evict_oldest(void) {
  struct Entry *entry = oldest;
  struct Entry **at = &table[entry->key % 128];
  while (*at != entry) at = &(*at)->chained;
  *at = entry->chained;
  unlink_entry(entry);
  free(entry->value);
  free(entry);
  entries--;
}

static void use_key(uint32_t key) {
  struct Entry *entry = table[key % 128];
  while (entry != NULL && entry->key != key) entry = entry->chained;
  if (entry != NULL) {
    unlink_entry(entry);
  } else {
    entry = (struct Entry *)allocate(sizeof *entry);
    entry->key = key;
    entry->value = text(key, 20 + key % 40);
    entry->chained = table[key % 128];
    table[key % 128] = entry;
    if (++entries > 400) evict_oldest();
  }
  link_newest(entry);
}

PROGRAM(recent_of_400) {
  use_key(operation);
  use_key(operation - mix(operation) % (1 + (operation < 150 ? operation : 150)));
}

PROGRAM(released_tree) {
  Counted *shared = make_counted(operation);
  shared->name = text(operation, 25);
  Counted *users[6];
  for (uint32_t at = 0; at < 6; at++) {
    users[at] = make_counted(at);
    users[at]->held = retain(shared);
  }
  release(shared);
  for (uint32_t at = 0; at < 6; at++) release(users[at]);
}

PROGRAM(untied_circle) {
  Counted *first = make_circle(2 + operation % 9, operation);
  untie(first);
  release(first);
}

/* Sixty circles are kept as they are; each is untied when another takes its place. */
static Counted *kept[60];

PROGRAM(kept_circles) {
  Counted **place = &kept[operation % 60];
  if (*place != NULL) {
    untie(*place);
    release(*place);
  }
  *place = make_circle(3 + operation % 60 % 5, operation);
}

/* A list that is freed whenever it has grown to 350. */
static Node *waiting;
static uint32_t waited;

PROGRAM(list_to_350) {
  waiting = make_node(operation, waiting);
  if (++waited == 350) {
    free_list(waiting);
    waiting = NULL;
    waited = 0;
  }
}

/* Each of 200 names is met within 400 operations. */
static struct Name {
  char *text;
  struct Name *next;
} *names[32];

static const char *intern(uint32_t n) {
  char candidate[16];
  write_text(candidate, n, 12);
  struct Name **chain = &names[n % 32];
  for (struct Name *name = *chain; name != NULL; name = name->next) {
    if (strcmp(name->text, candidate) == 0) return name->text;
  }
  struct Name *name = (struct Name *)allocate(sizeof *name);
  name->text = strdup(candidate);
  name->next = *chain;
  *chain = name;
  return name->text;
}

PROGRAM(interned_200) {
  observe(intern(operation / 2 * 7 % 200));
  observe(intern(mix(operation) % (1 + operation / 2 % 200) * 7 % 200));
}

/* A queue whose entries are embedded in what is queued, held by the address of the entry. */
struct Link {
  struct Link *next;
};
struct Job {
  uint32_t id;
  char note[24];
  struct Link link;
};
static struct Link *first_job;
static struct Link **last_job = &first_job;
static uint32_t jobs;

PROGRAM(embedded_links) {
  struct Job *job = (struct Job *)allocate(sizeof *job);
  job->id = operation;
  job->link.next = NULL;
  *last_job = &job->link;
  last_job = &job->link.next;
  if (++jobs > 90) {
    struct Link *done = first_job;
    first_job = done->next;
    free((char *)done - offsetof(struct Job, link));
    jobs--;
  }
}
