//! What a citizen experiences when something at the entrance goes wrong: each time no ticket is lost and none doubled, the screen
//! says what is true, and the next citizen can take a number.

mod button;
mod crash;
mod dying;
mod finger;
mod help;
mod holder;
mod hub;
mod roll;
mod scanner;
mod second_thoughts;
mod stand;
mod standing;
mod upkeep;
mod words;
mod words_on_paper;
