using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DbPerService.ReferenceData.Data;
using DbPerService.ReferenceData.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DbPerService.ReferenceData.Api;

static class ReferenceDataApi
{
    const int MaxCodeLength = 100;

    // The lists change a few times a year; a caller that cannot wait asks with If-None-Match.
    const string CacheControl = "public, max-age=300";

    public static void MapReferenceData(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/countries", "Countries", EntryTables.Countries, countries => new CountryList(countries), ApiJson.Default.CountryList)
            .WithName("GetCountry").WithSummary("A country by its alpha-2 code.");
        Map(routes, "/currencies", "Currencies", EntryTables.Currencies, currencies => new CurrencyList(currencies), ApiJson.Default.CurrencyList)
            .WithName("GetCurrency").WithSummary("A currency by its alphabetic code.");
    }

    static RouteHandlerBuilder Map<TEntry, TList>(
        IEndpointRouteBuilder routes, string path, string name, EntryTable<TEntry> table, Func<List<TEntry>, TList> list,
        JsonTypeInfo<TList> json)
        where TEntry : class, IEntry<TEntry>
    {
        var entries = routes.MapGroup(path).WithTags(name).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        entries.MapGet("", ListAsync).WithName("List" + name).WithSummary($"All {table.Name}, with a digest of the list as ETag.")
            .Produces<TList>().TakesIfNoneMatch();
        return entries.MapGet("/{code}", FindAsync)
            .TakesIfNoneMatch().ProducesProblem(StatusCodes.Status404NotFound).ProducesValidationProblem();

        async Task<Results<Utf8ContentHttpResult, StatusCodeHttpResult>> ListAsync(
            HttpContext context, EntryStore store, CancellationToken cancellationToken)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(list(await store.ListAsync(table, cancellationToken)), json);
            var digest = Convert.ToHexStringLower(SHA256.HashData(body));
            return IsKnown(context, digest) ? NotModified() : TypedResults.Text(body, "application/json; charset=utf-8");
        }

        async Task<Results<Ok<TEntry>, StatusCodeHttpResult, ProblemHttpResult>> FindAsync(
            string code, HttpContext context, EntryStore store, CancellationToken cancellationToken)
        {
            var errors = new FieldErrors();
            errors.CheckText(code, "code", MaxCodeLength);
            errors.ThrowIfAny();
            return await store.FindAsync(table, code, cancellationToken) switch
            {
                null => TypedResults.Problem($"There is no {code} in the list of {table.Name}.", statusCode: StatusCodes.Status404NotFound),
                { } entry when IsKnown(context, $"{entry.Version}") => NotModified(),
                { } entry => TypedResults.Ok(entry),
            };
        }
    }

    static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.CacheControl = CacheControl;
        return context.IsKnown(new EntityTagHeaderValue($"\"{tag}\""));
    }

    static StatusCodeHttpResult NotModified() => TypedResults.StatusCode(StatusCodes.Status304NotModified);
}
