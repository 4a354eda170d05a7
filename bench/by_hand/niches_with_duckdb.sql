-- Variables: folder, asked_year, least. Figures within 1e-9 (relative) of a threshold count as equal to it.
create macro source(name) as getvariable('folder') || '/' || name || '.parquet';
create macro grade(share) as case
    when share >= 0.9::double * (1 - 1e-9) then 'critical'
    when share > 0.7::double * (1 + 1e-9) then 'high'
    when share >= 0.6::double * (1 - 1e-9) then 'between' end;

-- Numbers in place of long codes; in the order of the ids.
create temp table firms as
select organisation_id, region, country is null or country = 'RU' as at_home, country is null as nowhere,
    (row_number() over (order by organisation_id))::integer as firm,
    case when region is null then 0 else dense_rank() over (order by region nulls last) end::integer as place
from read_parquet(source('organisations'));

create temp table goods as
select product_id, name, unit, (row_number() over (order by product_id))::integer as product
from read_parquet(source('products'));

-- What was bought in each flow, what of it was made abroad or nobody knows where, how many units.
create temp table flows as
with told as (
    select s.firm as supplier, b.firm as buyer, product, s.at_home, s.nowhere, b.place,
        amount_krub as amount, quantity, origin_country as origin,
        case reported_by when 'buyer' then 0 when 'supplier' then 1 else 2 end as side
    from read_parquet(source('supplies'))
        join firms s on supplier_id = s.organisation_id
        join firms b on buyer_id = b.organisation_id and b.at_home
        join goods using (product_id)
    where year = getvariable('asked_year') and supplier_id <> buyer_id
),
sums as (
    select supplier, buyer, product, min(side) as reports,
        any_value(at_home) as at_home, any_value(nowhere) as nowhere, any_value(place) as place,
        coalesce(sum(amount) filter (side = 0), 0) as all_0,
        coalesce(sum(amount) filter (side = 1), 0) as all_1,
        coalesce(sum(amount) filter (side = 2), 0) as all_2,
        coalesce(sum(amount) filter (side = 0 and origin <> 'RU'), 0) as abroad_0,
        coalesce(sum(amount) filter (side = 1 and origin <> 'RU'), 0) as abroad_1,
        coalesce(sum(amount) filter (side = 2 and origin <> 'RU'), 0) as abroad_2,
        coalesce(sum(amount) filter (side = 0 and origin is null), 0) as blank_0,
        coalesce(sum(amount) filter (side = 1 and origin is null), 0) as blank_1,
        coalesce(sum(amount) filter (side = 2 and origin is null), 0) as blank_2,
        bool_or(side = 0 and amount > 0 and origin is not null) as knows_0,
        bool_or(side = 1 and amount > 0 and origin is not null) as knows_1,
        bool_or(side = 2 and amount > 0 and origin is not null) as knows_2,
        sum(coalesce(quantity, 'inf'::double)) filter (side = 0 and amount > 0) as units_0,
        sum(coalesce(quantity, 'inf'::double)) filter (side = 1 and amount > 0) as units_1,
        sum(coalesce(quantity, 'inf'::double)) filter (side = 2 and amount > 0) as units_2
    from told group by supplier, buyer, product
),
chosen as (
    select *,
        case reports when 0 then all_0 when 1 then all_1 else all_2 end as amount,
        case when knows_0 then 0 when knows_1 then 1 when knows_2 then 2
            when all_0 > 0 then 0 when all_1 > 0 then 1 else 2 end as word,
        case when units_0 < 'inf'::double then units_0 when units_1 < 'inf'::double then units_1
            when units_2 < 'inf'::double then units_2 end as quantity
    from sums
),
words as (
    select *,
        case word when 0 then all_0 when 1 then all_1 else all_2 end as whole,
        case word when 0 then abroad_0 when 1 then abroad_1 else abroad_2 end as abroad,
        case word when 0 then blank_0 when 1 then blank_1 else blank_2 end as blank
    from chosen where amount > 0
)
select product, place, buyer, supplier, amount, quantity,
    amount * (abroad + case when at_home then 0 else blank end) / whole as imported,
    amount * case when nowhere then blank else 0 end / whole as unplaced
from words;

create temp table sums as
select product, place,
    sum(amount) as amount, sum(imported) as imported, sum(unplaced) as unplaced,
    sum(quantity) as quantity, count(*) - count(quantity) as untold
from flows group by product, place;

create temp table largest as
with sums as (
    select product, any_value(place) as place, buyer, round(sum(amount), 6) as bought
    from flows group by product, buyer
)
select product, place, buyer, bought,
    row_number() over (partition by product, place order by bought desc, buyer) as rank,
    count(*) over (partition by product, place) as buyers
from sums qualify rank <= 3;

create temp table largest_of_country as
select product, buyer, bought, row_number() over (partition by product order by bought desc, buyer) as rank
from largest qualify rank <= 3;

create temp table sources as
with sums as (select product, place, supplier, sum(imported) as imported from flows group by all)
select product, place, count(*) as sources, count(*) filter (imported > 0) as foreign_sources,
    sum(imported * imported) as squares
from sums group by product, place;

create temp table sources_of_country as
with sums as (select product, supplier, sum(imported) as imported from flows group by all)
select product, count(*) as sources, count(*) filter (imported > 0) as foreign_sources,
    sum(imported * imported) as squares
from sums group by product;

-- Who at home makes what; whoever states 0 does not.
create temp table makers as
select product_id, region, count(*) as makers, sum(amount_krub) as made, sum(quantity) as units,
    count(amount_krub) = count(*) as made_told, count(quantity) = count(*) as units_told
from read_parquet(source('outputs')) join firms using (organisation_id)
where year = getvariable('asked_year') and at_home
    and (amount_krub > 0 or quantity > 0 or (amount_krub is null and quantity is null))
group by product_id, region;

create temp table makers_of_country as
select product_id, sum(makers)::bigint as makers,
    case when bool_and(made_told) then sum(made) end as made,
    case when bool_and(units_told) then sum(units) end as units
from makers group by product_id;

create temp table asked as
select exists (from read_parquet(source('outputs')) where year = getvariable('asked_year')) as outputs_told;

create temp table shares as
select product, place, null::bigint as regions, amount, imported, unplaced, quantity, untold,
    sources, foreign_sources, squares
from sums join sources using (product, place)
union all
select product, null, count(*), sum(amount), sum(imported), sum(unplaced), sum(quantity), sum(untold),
    any_value(c.sources), any_value(c.foreign_sources), any_value(c.squares)
from sums join sources_of_country c using (product)
group by product;

create temp table graded as
select product, place, regions, sources, foreign_sources,
    amount as amount_krub,
    case when untold = 0 then quantity end as quantity,
    imported as imported_krub,
    least(imported / amount, 1) as import_share,
    least((imported + unplaced) / amount, 1) as import_share_max,
    case when imported > 0 then least(squares / (imported * imported), 1) end as foreign_concentration,
    grade(least(imported / amount, 1)) as grade,
    imported >= getvariable('least') * (1 - 1e-9) as above_minimum,
    grade is not null and above_minimum as candidate
from shares;

create temp table cells as
with buyers as (
    select product, largest.place, any_value(buyers) as buyers,
        max(organisation_id) filter (rank = 1) as buyer_1, max(bought) filter (rank = 1) as bought_1,
        max(organisation_id) filter (rank = 2) as buyer_2, max(bought) filter (rank = 2) as bought_2,
        max(organisation_id) filter (rank = 3) as buyer_3, max(bought) filter (rank = 3) as bought_3
    from largest join firms on buyer = firm group by product, largest.place
),
regions as (select distinct place, region from firms where at_home)
select row_number() over (order by candidate desc, round(imported_krub, 6) desc, product, region nulls last) as rank,
    candidate, product_id, name, unit, region, amount_krub, g.quantity, imported_krub, import_share, import_share_max,
    b.buyers, sources, foreign_sources, foreign_concentration,
    buyer_1, bought_1 / amount_krub as buyer_1_share,
    buyer_2, bought_2 / amount_krub as buyer_2_share,
    buyer_3, bought_3 / amount_krub as buyer_3_share,
    case when outputs_told and region is not null then coalesce(m.makers, 0) end as makers_in_region,
    case when outputs_told and region is not null then case when m.makers is null then 0 when made_told then m.made end
        end as output_in_region_krub,
    case when outputs_told and region is not null then case when m.makers is null then 0 when units_told then m.units end
        end as output_in_region,
    case when outputs_told then coalesce(c.makers, 0) end as makers_in_country,
    case when outputs_told then case when c.makers is null then 0 else c.made end end as output_in_country_krub,
    case when outputs_told then case when c.makers is null then 0 else c.units end end as output_in_country,
    grade, above_minimum
from graded g join goods using (product) join buyers b using (product, place) join regions using (place)
    cross join asked
    left join makers m using (product_id, region)
    left join makers_of_country c using (product_id)
where g.place is not null
order by rank;

create temp table country as
with buyers as (
    select product,
        max(organisation_id) filter (rank = 1) as buyer_1, max(bought) filter (rank = 1) as bought_1,
        max(organisation_id) filter (rank = 2) as buyer_2, max(bought) filter (rank = 2) as bought_2,
        max(organisation_id) filter (rank = 3) as buyer_3, max(bought) filter (rank = 3) as bought_3
    from largest_of_country join firms on buyer = firm group by product
),
numbers as (select product, sum(buyers)::bigint as buyers from largest where rank = 1 group by product)
select row_number() over (order by candidate desc, round(imported_krub, 6) desc, product) as rank,
    candidate, product_id, name, unit, regions, amount_krub, g.quantity, imported_krub, import_share, import_share_max,
    buyers, sources, foreign_sources, foreign_concentration,
    buyer_1, bought_1 / amount_krub as buyer_1_share,
    buyer_2, bought_2 / amount_krub as buyer_2_share,
    buyer_3, bought_3 / amount_krub as buyer_3_share,
    case when outputs_told then coalesce(c.makers, 0) end as makers_in_country,
    case when outputs_told then case when c.makers is null then 0 else c.made end end as output_in_country_krub,
    case when outputs_told then case when c.makers is null then 0 else c.units end end as output_in_country,
    grade, above_minimum
from graded g join goods using (product) join buyers using (product) join numbers using (product)
    cross join asked
    left join makers_of_country c using (product_id)
where g.place is null
order by rank;
