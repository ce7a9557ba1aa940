namespace DbPerService.Engines;

/// <param name="Port">Where it listens, on 127.0.0.1.</param>
/// <param name="DataFolder">A full path; the folder need not exist.</param>
/// <param name="Password">The administrator's.</param>
sealed record DatabaseServer(int Port, string DataFolder, string Password);
