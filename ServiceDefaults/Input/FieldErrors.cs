using Microsoft.AspNetCore.Http;

namespace DbPerService.ServiceDefaults;

/// <summary>Collects the errors of a request, so that the caller gets all of them at once.</summary>
public sealed class FieldErrors
{
    // A hostile body could have a million unknown fields; nobody reads more errors than this.
    const int MaxFields = 50;
    const int MaxNameLength = 120;

    readonly Dictionary<string, List<string>> _errors = [];

    /// <summary>Whether there is at least one error.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Adds an error under a field's path. Beyond 50 fields errors are dropped.</summary>
    public void Add(string field, string error)
    {
        field = field.Length <= MaxNameLength ? field : string.Concat(field.AsSpan(0, MaxNameLength), "…");
        if (_errors.TryGetValue(field, out var ofField))
        {
            ofField.Add(error);
        }
        else if (_errors.Count < MaxFields)
        {
            _errors.Add(field, [error]);
        }
    }

    /// <summary>Adds the error unless the condition holds.</summary>
    public void Check(bool valid, string field, string error)
    {
        if (!valid)
        {
            Add(field, error);
        }
    }

    /// <summary>Validates a text from a path or a query like one from a body.</summary>
    public void CheckText(string? value, string field, int maxLength)
    {
        if (value is not null && TextRules.Fault(value, maxLength) is { } fault)
        {
            Add(field, fault);
        }
    }

    /// <exception cref="ProblemException">There is at least one error.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                "The request is invalid; see errors.",
                _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));
        }
    }
}
