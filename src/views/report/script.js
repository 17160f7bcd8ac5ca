"use strict";
(function(){
var data=JSON.parse(document.getElementById("course").textContent);
var STATUS=["open","started","deferred","dropped","closed","confirmed"];
var slide=document.getElementById("slide"),input=slide.querySelector("input"),output=slide.querySelector("output");
var last=data.days.length-1,kept=null;
var cells=[].slice.call(document.querySelectorAll("[data-cell]"));
var gaps=data.gaps.map(function(g){return document.getElementById(g[0]);});
function put(cell,n){var text=n?String(n):"0";if(cell.textContent!==text)cell.textContent=text;cell.classList.toggle("zero",!n);}
function stands(at){
var now=data.gaps.map(function(){return null;});
for(var i=0;i<data.turns.length;i++){var t=data.turns[i];if(t[0]>at)break;now[t[1]]=t[2]<0?null:[t[2],t[3]];}
return now;}
function show(){
var at=Number(input.value),now=stands(at),sums={};
output.textContent=data.days[at];input.setAttribute("aria-valuetext",data.days[at]);
now.forEach(function(s,i){
if(s&&s[0]<2){[[data.gaps[i][1],s[1]],[data.gaps[i][1],"t"],["t",s[1]],["t","t"]].forEach(function(k){var n=k.join(" ");sums[n]=(sums[n]||0)+1;});}
var node=gaps[i];if(!node)return;
node.classList.toggle("gone",!s);
if(s){var word=node.querySelector(".state b");var says=at===last?word.dataset.now:STATUS[s[0]];if(word.textContent!==says)word.textContent=says;}});
cells.forEach(function(c){put(c,sums[c.dataset.cell]||0);});
[].forEach.call(document.querySelectorAll(".then"),function(line){line.setAttribute("x1",data.x[at]);line.setAttribute("x2",data.x[at]);line.toggleAttribute("hidden",at===last);});}
if(last>0){
[].forEach.call(document.querySelectorAll(".gap .state b"),function(b){b.dataset.now=b.textContent;});
input.max=String(last);input.value=String(last);slide.hidden=false;
input.addEventListener("input",show);show();}
function opened(){var node=location.hash&&document.getElementById(decodeURIComponent(location.hash.slice(1)));if(node&&node.tagName==="DETAILS"){node.open=true;node.scrollIntoView();}}
addEventListener("hashchange",opened);opened();
})();
