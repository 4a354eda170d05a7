-- Variables: folder, day, asked_year. 2 = met, 1 = unknown, 0 = not met.
create macro source(name) as getvariable('folder') || '/' || name || '.parquet';
create macro verdict(met, possible) as case when met then 2 when possible then 1 else 0 end;
-- Verdict on one member's share x / y; null where there is nothing to divide. Figures within 1e-9 count as equal.
create macro own(x, y, t) as
    case when y = 0 then null when x is null or y is null then 1 when x >= t * (1 - 1e-9) * y then 2 else 0 end;
-- The ends between which a member's x - t*y lies; a member that counts only perhaps can also add nothing.
create macro low(x, y, t) as case when y is null then '-inf'::double else coalesce(x, 0) - t * (1 - 1e-9) * y end;
create macro high(x, y, t) as coalesce(coalesce(x, y) - t * (1 - 1e-9) * coalesce(y, x), 'inf'::double);
create macro below_low(verdict) as (verdict = 0)::int - 0.3::double * (1 + 1e-9);
create macro below_high(verdict) as (verdict < 2)::int - 0.3::double * (1 + 1e-9);

create temp table members as
with listed as (
    select organisation_id,
        case when count(amount_krub) = count(*) then sum(amount_krub) end as listed,
        case when bool_or(is_final and amount_krub > 0) then true
            when bool_or(amount_krub > 0) and bool_and(coalesce(not is_final or amount_krub = 0, false)) then false
        end as lists_final
    from read_parquet(source('outputs')) join read_parquet(source('products')) using (product_id)
    where year = getvariable('asked_year')
    group by organisation_id
),
accounts as (
    select organisation_id, output_krub, purchases_krub, purchases_complete
    from read_parquet(source('accounts')) where year = getvariable('asked_year')
),
present as (
    select cluster_id, organisation_id, bool_or(makes_final_products) as makes_final_products
    from read_parquet(source('memberships'))
    where role = 'enterprise'
        and (joined_on is null or joined_on <= getvariable('day'))
        and (left_on is null or left_on > getvariable('day'))
    group by cluster_id, organisation_id
)
select cluster_id, organisation_id, purchases_krub, purchases_complete,
    coalesce(makes_final_products, lists_final) as final,
    coalesce(output_krub, listed) as made
from present left join accounts using (organisation_id) left join listed using (organisation_id);

create temp table enterprises as
select organisation_id, row_number() over () as number,
    bool_or(purchases_krub is null and purchases_complete and coalesce(final, true)) as lacks_total
from members group by organisation_id;

-- The year's supplies from or to an enterprise of any cluster, numbers in place of long codes where there are any.
create temp table touching as
select s.number as seller, b.number as buyer, b.lacks_total,
    case when s.number is null then supplier_id end as outsider,
    product_id, amount_krub, coalesce(reported_by, 'ledger') as reporter
from read_parquet(source('supplies'))
    left join enterprises s on supplier_id = s.organisation_id
    left join enterprises b on buyer_id = b.organisation_id
where year = getvariable('asked_year') and (s.number is not null or b.number is not null);

-- One row a flow, as its supplier (s) and as its buyer (p) tells it.
create temp table matched as
select seller, buyer,
    coalesce(by_supplier, by_buyer, by_ledger) as s,
    coalesce(by_buyer, by_supplier, by_ledger) as p
from (
    select seller, outsider, buyer, product_id,
        sum(amount_krub) filter (reporter = 'supplier') as by_supplier,
        sum(amount_krub) filter (reporter = 'buyer') as by_buyer,
        sum(amount_krub) filter (reporter = 'ledger') as by_ledger
    from touching
    where buyer is not null and seller is distinct from buyer and (seller is not null or lacks_total)
    group by seller, outsider, buyer, product_id
);

create temp table figures as
with places as (select cluster_id, number from members join enterprises using (organisation_id)),
inside as (
    select i.cluster_id, seller, buyer, s, p
    from matched
        join places i on i.number = seller
        join places j on j.number = buyer and j.cluster_id = i.cluster_id
),
sold as (select cluster_id, seller as number, sum(s) as sold from inside group by all),
got as (select cluster_id, buyer as number, sum(p) as got from inside group by all),
bought as (select buyer as number, sum(p) as bought from matched group by all),
sellers as (select distinct seller as number, true as sells from touching where seller is not null),
buyers as (select distinct buyer as number, true as buys from touching where buyer is not null)
select cluster_id, final, made,
    case when sells then coalesce(sold, 0) end as sold,
    case when buys then coalesce(got, 0) end as got,
    coalesce(purchases_krub, case when purchases_complete and buys then coalesce(bought, 0) end) as spent
from members join enterprises using (organisation_id)
    left join sold using (cluster_id, number)
    left join got using (cluster_id, number)
    left join bought using (number)
    left join sellers using (number)
    left join buyers using (number);

create temp table sums as
with judged as (
    select *, own(sold, made, 0.05) as own_each, own(sold, made, 0.2) as own_supply, own(got, spent, 0.2) as own_purchase
    from figures
)
select cluster_id,
    count(*) as members,
    count(*) filter (final) as makers,
    count(*) filter (final is null) as perhaps,
    min(case when final or own_each is null then 2 when final is null and own_each < 2 then 1 else own_each end) as each,
    min(sold / made) filter (coalesce(not final, true) and made > 0) as lowest,
    sum(low(sold, made, 0.2)) as supply_low,
    sum(high(sold, made, 0.2)) as supply_high,
    count(own_supply) as supply_counted,
    sum(below_low(own_supply)) as supply_few,
    sum(below_high(own_supply)) as supply_many,
    case when count(sold) = count(*) and count(made) = count(*) and sum(made) > 0 then sum(sold) / sum(made) end as supply,
    case when min(abs(own_supply - 1)) > 0 then avg((own_supply = 0)::int) end as supply_below,
    sum(case when final then low(got, spent, 0.2) when final is null then least(low(got, spent, 0.2), 0) end)
        as purchase_low,
    sum(case when final then high(got, spent, 0.2) when final is null then greatest(high(got, spent, 0.2), 0) end)
        as purchase_high,
    count(own_purchase) filter (final) as purchase_counted,
    count(*) filter (final is null and high(got, spent, 0.2) >= 0) as purchase_hopeful,
    sum(case when final then below_low(own_purchase) when final is null then least(below_low(own_purchase), 0) end)
        as purchase_few,
    sum(case when final then below_high(own_purchase) when final is null then greatest(below_high(own_purchase), 0) end)
        as purchase_many,
    case when count(final) = count(*) and bool_and(not final or (got is not null and spent is not null))
        and sum(spent) filter (final) > 0
        then sum(got) filter (final) / sum(spent) filter (final) end as purchase,
    case when bool_and(final is not null or own_purchase is null) and min(abs(own_purchase - 1)) filter (final) > 0
        then avg((own_purchase = 0)::int) filter (final) end as purchase_below
from judged group by cluster_id;

create temp table parts as
select cluster_id, supply, purchase, supply_below, purchase_below,
    coalesce(members, 0) as members, coalesce(makers, 0) as makers, coalesce(each, 2) as each, lowest,
    verdict(makers >= 1, perhaps >= 1) as final_maker,
    verdict(members > 0 and supply_low >= 0, supply_high >= 0) as supply_share,
    verdict(supply_counted > 0 and supply_many <= 0, supply_counted > 0 and supply_few <= 0) as supply_tolerance,
    verdict(makers > 0 and purchase_low >= 0,
        case when makers > 0 then purchase_high >= 0 else purchase_hopeful > 0 end) as purchase_share,
    verdict(purchase_counted > 0 and purchase_many <= 0,
        purchase_few < 0 or (purchase_counted > 0 and purchase_few = 0)) as purchase_tolerance,
    least(supply_share, supply_tolerance) as supply_side,
    least(purchase_share, purchase_tolerance) as purchase_side
from read_parquet(source('clusters')) left join sums using (cluster_id);

create temp table answer as
select cluster_id, requirement, part, ['not_met', 'unknown', 'met'][code + 1] as verdict, value
from (
    select cluster_id, unnest([
        {requirement: 'industrial.enterprises', part: '', code: verdict(members >= 10, false), value: members::double},
        {requirement: 'industrial.final_maker', part: '', code: final_maker, value: makers::double},
        {requirement: 'industrial.supply_share_each', part: '', code: each, value: lowest},
        {requirement: 'industrial.cooperation', part: 'supply_side', code: supply_share, value: supply},
        {requirement: 'industrial.cooperation', part: 'supply_side_below', code: supply_tolerance, value: supply_below},
        {requirement: 'industrial.cooperation', part: 'purchase_side', code: purchase_share, value: purchase},
        {requirement: 'industrial.cooperation', part: 'purchase_side_below', code: purchase_tolerance, value: purchase_below},
        {requirement: 'industrial.cooperation', part: '', code: greatest(supply_side, purchase_side),
            value: case when supply_side = 2 then supply when purchase_side = 2 then purchase
                else greatest(supply, purchase) end}
    ], recursive := true)
    from parts
);
