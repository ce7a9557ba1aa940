using DbPerService.ServiceDefaults;

namespace DbPerService.Orders.Api;

/// <summary>
/// The header of <see href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07">the draft</see>: a quoted
/// string; also accepted without quotes, as most callers send it.
/// </summary>
static class IdempotencyKey
{
    const string Header = "Idempotency-Key";
    const int MaxLength = 200;

    /// <returns>The key, or null if the header is absent.</returns>
    /// <exception cref="ProblemException">The header is not a valid key.</exception>
    public static string? Read(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        var errors = new FieldErrors();
        var key = values is [{ } value] ? Unquote(value) : "";
        errors.Check(values.Count == 1, Header, "Must be given once.");
        errors.Check(
            values.Count != 1 || (key.Length is > 0 and <= MaxLength && key.All(c => c is >= ' ' and <= '~')),
            Header,
            $"Must have 1 to {MaxLength} printable ASCII characters.");
        errors.ThrowIfAny();
        return key;
    }

    static string Unquote(string value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"'
            ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : value;
}
