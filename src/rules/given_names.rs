//! Given names by which people are told from roles, teams and places.
//!
//! Common ones of many languages. Left out are those that are as often words, places or products
//! (`Grant`, `Will`, `May`, `Ruby`, `Victoria`): a name that is not known is not reported.

/// The names, by their first letter.
const GIVEN_NAMES: [&str; 26] = [
    "Aaron Abdul Abdullah Abigail Adam Adrian Agnieszka Ahmed Aisha Alan Alana Alastair Albert Alejandro Alex \
     Alexander Alexandra Alfie Ali Alice Alicia Alina Alison Alistair Allison Alvaro Amanda Amelia Amina Amir \
     Amit Amy Ana Anastasia Anders Andre Andrea Andreas Andrei Andrew Andrzej Andy Angela Angus Anil Anita \
     Anja Anjali Ann Anna Anne Annette Annie Anthony Antoine Anton Antonio Antony Anya Arjun Arthur Asha \
     Ashley Astrid Audrey",
    "Barbara Barry Bartosz Beatrice Becky Ben Benjamin Bernard Beth Bethany Beverley Bjorn Bob Bogdan Brenda \
     Brendan Brian Bridget Bronwen Bruce Bryan",
    "Callum Cameron Camilla Carl Carla Carlos Carol Caroline Catherine Cathy Catriona Cecilia Charles Charlie \
     Charlotte Cheryl Chidi Chloe Chris Christina Christine Christopher Ciara Claire Clara Clare Claudia \
     Clive Colin Colleen Connor Craig Cristina Cynthia",
    "Damian Daniel Daniela Danielle Danny Darren Dave David Dawn Debbie Deborah Declan Deepak Deepika Denise \
     Dennis Derek Diana Diane Diego Dmitri Dominic Donald Donna Dorothy Douglas Duncan Dylan",
    "Ed Eddie Edith Edward Edwin Eileen Elaine Eleanor Elena Eleni Eliza Elizabeth Ella Ellen Ellie Emily \
     Emma Enrique Eric Erika Erin Esther Eva Evelyn Ewa",
    "Faisal Farah Fatima Felix Fernando Finlay Fiona Florian Frances Francesca Francis Francois Fraser Fred \
     Frederick",
    "Gabriel Gareth Garry Gary Gavin Gemma Geoff Geoffrey George Gerald Gerard Giles Gillian Gina Giovanni \
     Giulia Gordon Graeme Graham Greg Gregory Gunter Gwen",
    "Hannah Hans Harold Harriet Harry Hassan Heather Heidi Helen Helena Henrik Henry Hilary Hiroshi Howard \
     Hugh Hugo Humphrey",
    "Iain Ian Ibrahim Imran Ingrid Irene Iris Isaac Isabel Isabella Isla Ivan Ivor",
    "Jack Jackie Jacob Jacqueline Jake James Jamie Jan Jane Janet Janice Jason Javier Jean Jeff Jeffrey Jen \
     Jenna Jennifer Jenny Jeremy Jerome Jess Jesse Jessica Jill Jim Joan Joanna Joanne Joe Joel Johan Johann \
     Johannes John Johnny Jon Jonas Jonathan Jorge Jose Joseph Josephine Josh Joshua Joyce Juan Juanita \
     Judith Judy Julia Julian Julie Juliet Justin",
    "Karen Karim Karin Karl Kasia Kate Katherine Kathleen Kathryn Kathy Katie Katrina Katy Kavita Keith Kelly \
     Ken Kenji Kenneth Kerry Kevin Khalid Kieran Kim Kiran Kirsten Kirsty Krishna Kristina Krzysztof Kumar \
     Kurt Kyle",
    "Lakshmi Lars Laura Lauren Laurence Layla Leah Leanne Lee Leila Leo Leon Leonard Leonardo Lesley Leslie \
     Lewis Liam Lily Linda Lindsay Linus Lisa Liz Lorenzo Lorna Lorraine Louis Louisa Louise Luca Lucas Lucia \
     Lucy Luis Luke Lydia Lynda Lynn Lynne Lynsey",
    "Maciej Maeve Magda Mahmoud Malcolm Marc Marcel Marcia Marco Marcus Margaret Maria Marian Marianne Marie \
     Marina Mario Marion Marjorie Mark Markus Marta Martha Martin Martina Mary Mateusz Mathew Matt Matteo \
     Matthew Matthias Maureen Maurice Mehmet Mei Melanie Melissa Michael Michaela Michal Michelle Miguel Mike \
     Mikhail Mila Mohamed Mohammad Mohammed Moira Molly Mona Monica Monika Morgan Muhammad",
    "Nadia Nancy Naomi Natalia Natalie Natasha Nathan Nathaniel Neha Neil Ngozi Niall Niamh Nicholas Nick \
     Nicola Nicole Nigel Nikhil Nikita Nikolai Nina Noah Noor Nora Norman",
    "Olga Oliver Olivia Olu Omar Oscar Owen",
    "Pablo Paige Pamela Pat Patricia Patrick Paul Paula Pauline Pavel Pedro Peggy Pete Peter Petra Phil \
     Philip Philippa Phillip Phoebe Pierre Piotr Pooja Pradeep Pranav Priya",
    "",
    "Rachel Rafael Raj Rajesh Ralph Ramesh Raquel Ravi Raymond Rebecca Reza Rhiannon Rhys Richard Rick Rita \
     Robert Roberta Roberto Robin Rodney Roger Roland Ron Ronald Rory Rosemary Rosie Ross Roy Rupert Russell \
     Ruth Ryan",
    "Sabine Sadie Sally Sam Samantha Samir Samuel Sandeep Sandra Sanjay Sara Sarah Sasha Scott Sean Sebastian \
     Sergei Sergio Seth Shane Shannon Sharon Shaun Sheila Shelly Shirley Shreya Sian Sigrid Silvia Simon \
     Simone Siobhan Siân Sofia Sonia Sophia Sophie Stacey Stan Stanley Stefan Stefanie Stella Stephan \
     Stephanie Stephen Steve Steven Stewart Stuart Sunil Suresh Susan Susanna Susie Suzanne Sven Sylvia",
    "Tamara Tania Tanya Tara Tariq Ted Terence Teresa Terry Thea Theo Theodore Theresa Thomas Tim Timothy \
     Tina Toby Todd Tom Tomasz Tony Tracey Tracy Trevor Tristan",
    "Usha",
    "Valentina Valerie Vanessa Vera Veronica Vicky Vijay Vikram Vincent Vivek Vivian Vladimir",
    "Walter Wanda Warren Wayne Wei Wendy William Winston Wojciech",
    "Xavier",
    "Yasmin Yuki Yusuf Yvonne",
    "Zachary Zahra Zainab Zara Zoe",
];

/// Returns whether a word is one of them.
pub(super) fn is_given_name(word: &str) -> bool {
    let Some(first @ b'A'..=b'Z') = word.bytes().next() else { return false };
    let names = GIVEN_NAMES.get(usize::from(first - b'A')).copied().unwrap_or("");
    names.split(' ').any(|name| name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_under_its_letter() {
        let mut names = GIVEN_NAMES.iter().flat_map(|names| names.split(' '));
        assert!(names.all(|name| name.is_empty() || is_given_name(name)));
        assert!(is_given_name("Aaron") && is_given_name("Zoe"));
        assert!(!is_given_name("") && !is_given_name("Grant") && !is_given_name("aaron"));
    }
}
