"use strict";
// 絞り込み。これがなくても、全ての契約はそのまま読める。
(function () {
  var form = document.querySelector("form.filter");
  if (!form) return;
  var cards = Array.prototype.slice.call(document.querySelectorAll("[data-division]"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("[data-group]")).reverse();
  var told = document.getElementById("shown");
  function apply() {
    var division = form.elements.division.value, year = form.elements.year.value, standing = form.elements.standing.value;
    var shown = 0;
    cards.forEach(function (card) {
      var fits = (!division || card.dataset.division === division)
        && (!year || card.dataset.years.split(" ").indexOf(year) >= 0)
        && (!standing || card.dataset.standing === standing);
      card.hidden = !fits;
      if (fits) shown += 1;
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("[data-division]:not([hidden])");
    });
    told.textContent = shown === cards.length ? "全て(" + shown + "件)を表示しています" : cards.length + "件のうち" + shown + "件を表示しています";
  }
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { window.setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
  apply();
})();
