//! Lists on the screen: one model each, in which only what changed is changed, so that nothing flickers or loses its place.

use slint::{Model, ModelRc, VecModel};
use std::rc::Rc;

/// Makes the model that `shown` is say `rows`; `set` puts another in its place where it is none of ours yet.
pub fn lay<T: Clone + PartialEq + 'static>(shown: &ModelRc<T>, rows: Vec<T>, set: impl FnOnce(ModelRc<T>)) {
    let Some(model) = shown.as_any().downcast_ref::<VecModel<T>>() else {
        set(ModelRc::from(Rc::new(VecModel::from(rows))));
        return;
    };
    let wanted = rows.len();
    for (at, row) in rows.into_iter().enumerate() {
        match model.row_data(at) {
            None => model.push(row),
            Some(there) if there != row => model.set_row_data(at, row),
            Some(_) => {}
        }
    }
    while model.row_count() > wanted {
        model.remove(model.row_count() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_follows_without_being_replaced() {
        let model = ModelRc::from(Rc::new(VecModel::from(vec![1, 2, 3])));
        let read = |model: &ModelRc<i32>| model.iter().collect::<Vec<_>>();
        for rows in [vec![1, 9, 3, 4], vec![7], vec![], vec![5, 6]] {
            lay(&model, rows.clone(), |_| panic!("it was ours"));
            assert_eq!(read(&model), rows);
        }
        let mut replaced = None;
        lay(&ModelRc::default(), vec![1], |model| replaced = Some(model));
        assert_eq!(replaced.map(|model| read(&model)), Some(vec![1]));
    }
}
