// Whoever opened the list at the door today confirms by reading the code: one touch less at a long queue.
document.querySelector("[data-at-once]").requestSubmit();
